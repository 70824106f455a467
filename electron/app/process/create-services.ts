/** Creates and connects the services of one data folder. The command line calls them directly; the core puts them behind the contract. */

import { join } from 'node:path';
import { closeAll } from '../../../core/closing.ts';
import type { ProjectDocument } from '../../../core/documents/project.ts';
import { Faults } from '../../../core/faults.ts';
import type { Host } from '../../../core/host.ts';
import { STARTER_NAME } from '../../../models/folder/starter-model.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { StartEngine } from '../../engine/engine-messages.ts';
import type { NodeHost } from '../../node/node-host.ts';
import { ChangeExports } from '../change/change-exports.ts';
import { CollectionChanges } from '../change/collection-changes.ts';
import { KeptChanges } from '../change/kept-changes.ts';
import { SceneChanges } from '../change/scene-changes.ts';
import { CollectionAnswers } from '../collections/collection-answers.ts';
import { CollectionQueries } from '../collections/collection-queries.ts';
import { CollectionService } from '../collections/collection-service.ts';
import { CollectionStore } from '../collections/collection-store.ts';
import { CaptionService } from '../datasets/caption-service.ts';
import { DatasetService } from '../datasets/dataset-service.ts';
import { DeviceService } from '../devices/device-service.ts';
import { dataFolderAt } from '../disk/data-folder.ts';
import type { Resources } from '../disk/resources.ts';
import { sweepStaleFiles } from '../disk/stale-files.ts';
import { DownloadService } from '../download/download-service.ts';
import { DownloadSettingsStore } from '../download/download-settings.ts';
import { EmbeddingExports } from '../embeddings/embedding-exports.ts';
import { EmbeddingSets } from '../embeddings/embedding-sets.ts';
import { EmbeddingStore } from '../embeddings/embedding-store.ts';
import { IndexedScenes } from '../embeddings/indexed-scenes.ts';
import { EvaluationService } from '../evaluation/evaluation-service.ts';
import { ExportService } from '../export/export-service.ts';
import { ModelCalibrations } from '../models/model-calibrations.ts';
import { ModelRelevance } from '../models/model-relevance.ts';
import { ModelService } from '../models/model-service.ts';
import { precisionWindowsOf } from '../models/precision-windows.ts';
import { readProject } from '../project/read-project.ts';
import { RunService } from '../runs/run-service.ts';
import { ConversionService } from '../scenes/conversion-service.ts';
import { PictureService } from '../scenes/picture-service.ts';
import { previewStore } from '../scenes/preview-store.ts';
import { SceneService } from '../scenes/scene-service.ts';
import { TileService } from '../scenes/tile-service.ts';
import { FirstLookService } from '../search/first-look-service.ts';
import { IndexService } from '../search/index-service.ts';
import { JudgedCalibrations } from '../search/judged-calibrations.ts';
import { PatchIndexService } from '../search/patch-index-service.ts';
import { PhraseMapService } from '../search/phrase-map-service.ts';
import { PhraseService } from '../search/phrase-service.ts';
import { QueryService } from '../search/query-service.ts';
import { RelevanceService } from '../search/relevance-service.ts';
import { SeloAnswers } from '../search/selo-answers.ts';
import { SeloService } from '../search/selo-service.ts';
import { SharpenService } from '../search/sharpen-service.ts';
import { VerdictService } from '../search/verdict-service.ts';
import { PatchedWindows } from '../search/window-patches.ts';
import { BackgroundService } from '../web/background-service.ts';
import { RemoteStorage } from '../web/remote-storage.ts';
import { WebAccess } from '../web/web-access.ts';
import { WebClient } from '../web/web-client.ts';
import { TeamAccess } from './team-access.ts';

export type ServiceOptions = {
  readonly host: NodeHost;
  readonly engine: EngineClient;
  /** Used only to test devices, because it may hang or crash. */
  readonly probeEngine: EngineClient;
  readonly startEngine: StartEngine;
  readonly dataFolder: string;
  readonly resources: Resources;
};

export type Services = {
  readonly scenes: SceneService;
  readonly conversions: ConversionService;
  readonly models: ModelService;
  readonly devices: DeviceService;
  readonly downloads: DownloadService;
  readonly indexes: IndexService;
  readonly patchIndexes: PatchIndexService;
  readonly queries: QueryService;
  readonly host: Host;
  readonly collections: CollectionService;
  readonly collectionQueries: CollectionQueries;
  readonly collectionAnswers: CollectionAnswers;
  readonly sceneChanges: SceneChanges;
  readonly collectionChanges: CollectionChanges;
  readonly changeExports: ChangeExports;
  readonly changes: KeptChanges;
  readonly embeddingExports: EmbeddingExports;
  readonly embeddingSets: EmbeddingSets;
  readonly team: TeamAccess;
  readonly judged: JudgedCalibrations;
  /** The project as it was saved last, by this process or another one. */
  readonly savedProject: () => Promise<ProjectDocument>;
  readonly phrases: PhraseService;
  readonly phraseMaps: PhraseMapService;
  readonly relevance: ModelRelevance;
  readonly windowRelevance: RelevanceService;
  readonly firstLooks: FirstLookService;
  readonly sharpening: SharpenService;
  readonly exports: ExportService;
  readonly selo: SeloService;
  readonly seloAnswers: SeloAnswers;
  readonly pictures: PictureService;
  readonly tiles: TileService;
  readonly runs: RunService;
  readonly evaluations: EvaluationService;
  readonly datasets: DatasetService;
  readonly captions: CaptionService;
  readonly webAccess: WebAccess;
  readonly webClient: WebClient;
  readonly backgrounds: BackgroundService;
  readonly faults: Faults;
  readonly resources: Resources;
  readonly close: () => Promise<void>;
};

export async function createServices({
  host: local,
  engine,
  probeEngine,
  startEngine,
  dataFolder,
  resources,
}: ServiceOptions): Promise<Services> {
  const folder = dataFolderAt(dataFolder);
  await sweepStaleFiles(dataFolder, false).catch(told);
  const faults = new Faults();
  const webAccess = await WebAccess.open(local.storage, folder.web, faults);
  const webClient = new WebClient(
    webAccess,
    new DownloadSettingsStore(local.storage, join(folder.downloads, 'settings.json')),
  );
  const host = { ...local, storage: new RemoteStorage(local.storage, webAccess, webClient) };
  const previews = previewStore(host.storage, folder.previews);
  const scenes = await SceneService.open(host, folder.scenes, previews, faults);
  const devices = await DeviceService.open({
    storage: host.storage,
    path: folder.devices,
    engine,
    probeEngine,
    faults,
  });
  const pictures = new PictureService(host);
  const calibrations = new ModelCalibrations(
    host.storage,
    pictures,
    { models: folder.models, calibrationSet: resources.calibrationFolder },
    (id) => (id === STARTER_NAME ? resources.starterFolder : null),
  );
  const models = new ModelService(
    host.storage,
    devices,
    folder.models,
    resources.starterFolder,
    calibrations,
    precisionWindowsOf(host, scenes, resources.demoScene),
    faults,
  );
  const indexes = new IndexService(host.storage, folder.indexes, scenes, models);
  const verdicts = new VerdictService(models, indexes);
  const queries = new QueryService(scenes, models, indexes, verdicts);
  const relevance = new ModelRelevance(host.storage, models, engine);
  const collections = new CollectionStore(host.storage, folder.collections, faults);
  const collectionQueries = new CollectionQueries(host, collections, scenes, models, indexes);
  const changes = new KeptChanges();
  const selo = new SeloService(scenes, models, indexes);
  const patchIndexes = new PatchIndexService(host.storage, folder.indexes, scenes, models, indexes);
  const patches = new PatchedWindows(scenes, models, indexes, patchIndexes);
  const sharpening = new SharpenService(models, queries, patches);
  const team = await TeamAccess.open(host.storage, folder.team, { host, scenes, models, indexes }, faults);
  const datasets = new DatasetService(host, folder.datasets, scenes, pictures, faults);
  return {
    scenes,
    conversions: new ConversionService(host),
    models,
    devices,
    downloads: new DownloadService(host.storage, models, folder.downloads),
    indexes,
    patchIndexes,
    queries,
    host,
    collections: new CollectionService(host, collections, scenes, models, indexes, folder.uploads),
    collectionQueries,
    collectionAnswers: new CollectionAnswers(host, scenes, collectionQueries, folder.exports),
    changes,
    embeddingExports: new EmbeddingExports(
      host,
      folder.exports,
      new IndexedScenes(collections, scenes, models, indexes),
    ),
    embeddingSets: new EmbeddingSets(
      local.openParquet,
      new EmbeddingStore(host.storage, folder.embeddings, faults),
      models,
    ),
    sceneChanges: new SceneChanges({ host, scenes, queries, kept: changes }),
    collectionChanges: new CollectionChanges({
      ...{ host, store: collections, scenes, models, indexes, kept: changes },
    }),
    changeExports: new ChangeExports({ host, folder: folder.exports, kept: changes, scenes }),
    team,
    savedProject: async () => (await readProject(host.storage, folder.project)).document,
    judged: new JudgedCalibrations(scenes, models, indexes, verdicts),
    phrases: new PhraseService(scenes, models, indexes, queries),
    phraseMaps: new PhraseMapService(models, queries, patches),
    relevance,
    windowRelevance: new RelevanceService(scenes, queries, relevance),
    firstLooks: new FirstLookService(scenes, models, indexes),
    sharpening,
    exports: new ExportService({
      ...{ host, folder: folder.exports, scenes, models, queries, sharpening, datasets },
    }),
    selo,
    seloAnswers: new SeloAnswers(scenes, queries, selo),
    pictures,
    tiles: new TileService(scenes, pictures),
    datasets,
    captions: new CaptionService(host, folder.assistant, datasets, pictures, faults),
    evaluations: new EvaluationService(
      {
        host,
        folder: folder.evaluations,
        exports: folder.exports,
        models,
        pictures,
        scenes,
        indexes,
        queries,
      },
      { datasets: folder.datasets, runs: folder.runs },
      faults,
    ),
    runs: new RunService(host.storage, folder, models, scenes, startEngine, faults),
    webAccess,
    webClient,
    backgrounds: new BackgroundService(host, scenes, webClient),
    faults,
    resources,
    close: () =>
      closeAll([
        () => team.close(),
        () => scenes.close(),
        async () => devices.close(),
        async () => engine.close(),
        async () => webClient.close(),
        () => host.close(),
      ]),
  };
}

/** Logs the error. Files that are left over take up space but do no harm. */
function told(error: unknown): void {
  console.error('longsight: files of ended processes could not be removed:', error);
}
