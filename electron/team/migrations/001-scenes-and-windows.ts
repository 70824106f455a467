/** The first version of the team store. */
export const scenesAndWindows = `
create extension if not exists postgis;
create extension if not exists vector;

create table longsight.share (
  name text primary key,
  prefixes text[] not null
);

create table longsight.scene (
  id integer generated always as identity primary key,
  share text not null references longsight.share,
  path text not null,
  name text not null,
  content text not null,
  size_bytes bigint not null,
  modified_ms double precision not null,
  width_px integer not null,
  height_px integer not null,
  metres_per_pixel double precision,
  crs_name text,
  crs_wkt text,
  affine double precision[],
  footprint geometry(Polygon, 4326),
  date text,
  date_from text,
  added_by text not null default session_user,
  added_at timestamptz not null default now(),
  unique (share, path)
);
create index scene_footprint on longsight.scene using gist (footprint);
create index scene_date on longsight.scene (date);

create table longsight.model (
  id smallint generated always as identity primary key,
  name text not null,
  weights_sha256 text not null,
  precision text not null,
  departures text not null default '',
  dim integer not null,
  image_size_px integer not null,
  context_length integer not null,
  unique (weights_sha256, precision, departures)
);

create table longsight.scene_index (
  id integer generated always as identity primary key,
  scene integer not null references longsight.scene on delete cascade,
  model smallint not null references longsight.model,
  key_hash text not null,
  key jsonb not null,
  view jsonb not null,
  records integer not null,
  windows bigint not null,
  records_done integer not null default 0,
  windows_done bigint not null default 0,
  windows_embedded bigint not null default 0,
  created_at timestamptz not null default now(),
  unique (scene, key_hash)
);

create table longsight.block (
  scene_index integer not null references longsight.scene_index on delete cascade,
  first_record integer not null,
  records integer not null,
  windows integer not null,
  embedded integer not null,
  worker uuid,
  finished_at timestamptz not null default clock_timestamp(),
  primary key (scene_index, first_record)
);
create index block_finished on longsight.block (finished_at);
create index block_worker on longsight.block (worker);

-- Without a foreign key to the index: it would be checked for each of some hundred million rows.
create table longsight."window" (
  model smallint not null,
  segment smallint not null,
  scene_index integer not null,
  number integer not null,
  v halfvec not null,
  footprint geometry(Polygon, 4326),
  primary key (model, scene_index, segment, number)
) partition by list (model);

create table longsight.worker (
  id uuid primary key,
  name text not null,
  host text not null,
  process_id integer not null,
  device text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

create table longsight.ranking (
  model smallint primary key references longsight.model,
  method text not null,
  search_width integer not null,
  recall double precision not null,
  questions integer not null,
  windows bigint not null,
  measured_at timestamptz not null default now()
);

-- Workers may add a model, which needs a partition; they may not create tables otherwise.
create function longsight.add_model(
  a_name text, a_weights text, a_precision text, a_departures text, a_dim integer, a_image_size integer, a_context integer
) returns smallint language plpgsql security definer set search_path = longsight, public, pg_temp as $$
declare
  found smallint;
begin
  perform pg_advisory_xact_lock(hashtext('longsight.add_model'));
  select id into found from longsight.model
    where weights_sha256 = a_weights and precision = a_precision and departures = a_departures;
  if found is not null then
    return found;
  end if;
  insert into longsight.model (name, weights_sha256, precision, departures, dim, image_size_px, context_length)
    values (a_name, a_weights, a_precision, a_departures, a_dim, a_image_size, a_context) returning id into found;
  execute format('create table longsight.window_%s partition of longsight."window" for values in (%s)', found, found);
  -- Inside the row whatever its length: a scan would fetch each embedding from another place.
  execute format('alter table longsight.window_%s alter column v set storage plain', found);
  execute format('grant select on longsight.window_%s to longsight_analyst', found);
  execute format('grant select, insert, delete on longsight.window_%s to longsight_worker', found);
  return found;
end $$;
revoke all on function longsight.add_model from public;

-- An index with its windows, which no foreign key ties to it.
create function longsight.remove_index(an_index integer) returns void language sql as $$
  delete from longsight."window" w using longsight.scene_index i
    where i.id = an_index and w.model = i.model and w.scene_index = i.id;
  delete from longsight.scene_index where id = an_index;
$$;

grant usage on schema longsight to longsight_analyst, longsight_worker;
grant select on all tables in schema longsight to longsight_analyst, longsight_worker;
grant insert, update, delete on longsight.scene, longsight.scene_index, longsight.block, longsight.worker to longsight_worker;
grant insert, delete on longsight."window" to longsight_worker;
revoke all on function longsight.remove_index from public;
grant execute on function longsight.add_model, longsight.remove_index to longsight_worker;
`;
