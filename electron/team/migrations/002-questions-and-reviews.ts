/** Questions, reviews of hits, and what verdicts need. People write rows in their own name only. */
export const questionsAndReviews = `
create table longsight.bank_top (
  scene_index integer not null references longsight.scene_index on delete cascade,
  bank text not null,
  records integer not null,
  tops bytea not null,
  primary key (scene_index, bank)
);

create table longsight.question (
  id bigint generated always as identity primary key,
  asked_by text not null default session_user,
  asked_at timestamptz not null default now(),
  model smallint not null references longsight.model,
  terms jsonb not null,
  filter jsonb not null,
  per_scene integer,
  merges boolean not null,
  scenes integer not null,
  windows bigint not null,
  hits integer not null,
  ranking text not null,
  verdict text not null
);
create index question_asked_at on longsight.question (asked_at desc);

create table longsight.review (
  scene integer not null references longsight.scene on delete cascade,
  content text not null,
  col integer not null,
  "row" integer not null,
  width_px integer not null,
  height_px integer not null,
  question_hash text not null,
  terms jsonb not null,
  judgement text check (judgement in ('accepted', 'rejected')),
  note text not null default '',
  reviewed_by text not null default session_user,
  reviewed_at timestamptz not null default now(),
  primary key (scene, content, col, "row", width_px, height_px, question_hash, reviewed_by)
);
create index review_question on longsight.review (question_hash);

alter table longsight.question enable row level security;
create policy everybody_reads on longsight.question for select using (true);
create policy in_own_name on longsight.question for insert with check (asked_by = session_user);

alter table longsight.review enable row level security;
create policy everybody_reads on longsight.review for select using (true);
create policy in_own_name on longsight.review for insert with check (reviewed_by = session_user);
create policy changes_own on longsight.review for update using (reviewed_by = session_user) with check (reviewed_by = session_user);
create policy deletes_own on longsight.review for delete using (reviewed_by = session_user);

-- Who and when are never given: they are the defaults.
grant select on longsight.bank_top, longsight.question, longsight.review to longsight_analyst, longsight_worker;
grant insert, update, delete on longsight.bank_top to longsight_worker;
grant insert (model, terms, filter, per_scene, merges, scenes, windows, hits, ranking, verdict) on longsight.question
  to longsight_analyst, longsight_worker;
grant insert (scene, content, col, "row", width_px, height_px, question_hash, terms, judgement, note) on longsight.review
  to longsight_analyst, longsight_worker;
grant update (terms, judgement, note) on longsight.review to longsight_analyst, longsight_worker;
grant delete on longsight.review to longsight_analyst, longsight_worker;
create function longsight.review_changed() returns trigger language plpgsql as $$
begin
  new.reviewed_at := now();
  return new;
end $$;
create trigger review_changed before update on longsight.review for each row execute function longsight.review_changed();
`;
