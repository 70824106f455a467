/** What the application does with a team store: asks it, shows what it does, copies indexes. Connects when it is first needed. */

import { NO_FILTER } from '../../core/collection/filter-scenes.ts';
import type { CollectionQuery, CollectionRow } from '../../core/documents/collection.ts';
import type { ModelId, SceneId } from '../../core/documents/ids.ts';
import type { QueryTerm } from '../../core/documents/search.ts';
import type { TeamOverview, TeamQuestion, TeamResult, TeamReview } from '../../core/documents/team.ts';
import { isWebAddress } from '../../core/documents/web.ts';
import type { Task } from '../../core/task.ts';
import { type CopyServices, describeScene, publishScene, pullScene } from './copy-index.ts';
import { memberOf } from './members.ts';
import { checkVersion } from './migrate.ts';
import { connectPostgres } from './postgres.ts';
import { listQuestions } from './question-rows.ts';
import { localPath, reachableShares } from './reachable-shares.ts';
import { type GivenReview, listReviews, putReview } from './review-rows.ts';
import { fileOfScene, findScenes } from './scene-rows.ts';
import { listShares } from './shares-table.ts';
import type { TeamDatabase } from './sql.ts';
import { teamStatus } from './status.ts';
import { surroundingsOf } from './surroundings.ts';
import { askTeam } from './team-questions.ts';

const CONNECTIONS = 4;
const QUESTIONS_SHOWN = 50;
const REVIEWS_SHOWN = 5000;

export class TeamRoom {
  readonly #db: TeamDatabase;
  readonly #services: CopyServices;

  private constructor(db: TeamDatabase, services: CopyServices) {
    this.#db = db;
    this.#services = services;
  }

  /** Throws `Unreachable`, or as `checkVersion` does. */
  static async open(address: string | null, services: CopyServices): Promise<TeamRoom> {
    const db = await connectPostgres(address, CONNECTIONS);
    try {
      await checkVersion(db);
      return new TeamRoom(db, services);
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  async overview(): Promise<TeamOverview> {
    const { storage } = this.#services.host;
    const shares = await listShares(this.#db);
    const reached = await reachableShares(storage, shares);
    return {
      ...(await teamStatus(this.#db)),
      ...(await memberOf(this.#db)),
      shares: shares.map(({ name }) => ({ name, isReached: reached.has(name) })),
    };
  }

  async ask(query: Omit<CollectionQuery, 'collection'>, signal: AbortSignal): Promise<TeamResult> {
    const here = { db: this.#db, host: this.#services.host, models: this.#services.models };
    const surroundings = await surroundingsOf(here, query.model, signal);
    return askTeam(surroundings, { ...query, isExact: false }, signal);
  }

  /** All scenes of the store. */
  async rows(): Promise<readonly CollectionRow[]> {
    const scenes = await findScenes(this.#db, NO_FILTER);
    return scenes.map(
      ({ id, file, name, sizeBytes, widthPx, heightPx, metresPerPixel, footprint, date, crs }) => ({
        ...{
          key: String(id),
          name,
          fault: null,
          sizeBytes,
          widthPx,
          heightPx,
          metresPerPixel,
          footprint,
          date,
        },
        place: `${file.share}/${file.path}`,
        crs: crs === null ? null : crs.name,
      }),
    );
  }

  /** Where this machine has the scene's file. Throws `NotFound` or `InvalidInput` where it does not reach it. */
  async pathOf(scene: number): Promise<string> {
    const { storage } = this.#services.host;
    const file = await fileOfScene(this.#db, scene);
    const path = await localPath(storage, await reachableShares(storage, await listShares(this.#db)), file);
    return isWebAddress(path) ? path : storage.realPath(path);
  }

  questions(): Promise<readonly TeamQuestion[]> {
    return listQuestions(this.#db, QUESTIONS_SHOWN);
  }

  reviews(terms: readonly QueryTerm[]): Promise<readonly TeamReview[]> {
    return listReviews(this.#db, terms, REVIEWS_SHOWN);
  }

  review(review: GivenReview): Promise<void> {
    return putReview(this.#db, review);
  }

  /** Returns the number of windows that were copied. */
  async publish(scene: SceneId, model: ModelId, task: Task): Promise<number> {
    const { host, scenes } = this.#services;
    const described = await describeScene(host, scenes.pathOf(scene));
    return publishScene(this.#db, this.#services, described, model, task);
  }

  pull(scene: SceneId, model: ModelId, task: Task): Promise<number> {
    return pullScene(this.#db, this.#services, this.#services.scenes.pathOf(scene), model, task);
  }
}
