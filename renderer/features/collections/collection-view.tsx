/** One collection: what it holds, how to index and ask it, and its scenes. */
import {
  ArrowLeft,
  CalendarDays,
  CalendarSearch,
  FolderPlus,
  MapIcon,
  RefreshCw,
  Search,
  Trash2,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CollectionSummary } from '../../../core/documents/collection.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveModel } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import panel from '../../ui/panel.module.css';
import { askThisCollection, compareTimes } from './ask-collection.ts';
import { showAllOnMap } from './collection-map-actions.ts';
import { datesInWords, scenesInWords } from './collection-words.ts';
import { DatesDialog } from './dates-dialog.tsx';
import { IndexPart } from './index-part.tsx';
import { RemoveCollectionDialog } from './remove-collection-dialog.tsx';
import { lookAgain } from './scan-collection.ts';
import { ScanPart } from './scan-part.tsx';
import { SceneRows } from './scene-rows.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function CollectionView({ collection }: { readonly collection: CollectionSummary }): ReactNode {
  const model = useActiveModel();
  const { id, name, dates } = collection;
  return (
    <section className={style.view} aria-label={name}>
      <div className={style.top}>
        <Head collection={collection} />
        <p className={panel.hint}>
          {[scenesInWords(collection), ...(dates ? [datesInWords(dates)] : [])].join(' · ')}
        </p>
        <ScanPart collection={id} />
        {model && collection.scenes > collection.faults && <IndexPart collection={id} model={model.id} />}
      </div>
      {model && <SceneRows collection={id} model={model.id} />}
    </section>
  );
}

function Head({ collection }: { readonly collection: CollectionSummary }): ReactNode {
  const app = useApplication();
  const { id, name, scenes } = collection;
  const [dialog, setDialog] = useState<'dates' | 'remove' | null>(null);
  const close = (): void => setDialog(null);
  const isScanned = useView(
    ({ collectionScan: scan }) => scan?.state === 'running' && scan.collection === id,
  );
  return (
    <>
      <div className={style.head}>
        <IconButton
          label={strings.back}
          icon={ArrowLeft}
          onPress={() => app.view.setState({ collection: null })}
        />
        <h2 title={name}>{name}</h2>
      </div>
      <span className={style.tools}>
        <Button
          tone="plain"
          icon={Search}
          isDisabled={scenes === 0}
          onPress={() => askThisCollection(app, id)}
        >
          {strings.ask}
        </Button>
        <IconButton
          label={strings.lookAgain}
          icon={RefreshCw}
          isDisabled={isScanned}
          onPress={() => attempt(app, strings.lookAgain, () => lookAgain(app, id))}
        />
        <IconButton
          label={strings.addScenes}
          icon={FolderPlus}
          onPress={() => app.view.setState({ dialog: { kind: 'add-scenes', grants: [], to: id } })}
        />
        <IconButton
          label={strings.dates}
          icon={CalendarSearch}
          isDisabled={scenes === 0}
          onPress={() => setDialog('dates')}
        />
        <IconButton
          label={strings.compareTimes}
          icon={CalendarDays}
          isDisabled={scenes === 0}
          onPress={() => compareTimes(app, id)}
        />
        <IconButton
          label={strings.showAll}
          icon={MapIcon}
          isDisabled={scenes === 0}
          onPress={() => attempt(app, strings.showAll, () => showAllOnMap(app, id))}
        />
        <IconButton label={strings.remove} icon={Trash2} onPress={() => setDialog('remove')} />
      </span>
      {dialog === 'dates' && <DatesDialog collection={collection} onClose={close} />}
      {dialog === 'remove' && <RemoveCollectionDialog collection={collection} onClose={close} />}
    </>
  );
}
