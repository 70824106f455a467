/** Where the question goes: to the active scene or to a collection, and to which part of it. */
import { ListFilter } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button as AriaButton, DialogTrigger, Popover } from 'react-aria-components';
import type { CollectionId } from '../../../core/documents/ids.ts';
import { TEAM } from '../../../core/documents/team.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene } from '../../state/core-queries.ts';
import { SelectField } from '../../ui/fields.tsx';
import panel from '../../ui/panel.module.css';
import ui from '../../ui/ui.module.css';
import { placeOf } from '../team/team-words.ts';
import { useTeamStore } from '../team/use-team.ts';
import { askOfPart, directTo } from './ask-collection.ts';
import { PartFields } from './part-fields.tsx';
import { partInWords } from './part-in-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCollections } from './use-collections.ts';

const SCENE = 'scene';

export function AskWhere(): ReactNode {
  const app = useApplication();
  const scene = useActiveScene();
  const asked = useView(({ askedCollection }) => askedCollection?.collection ?? null);
  const hasExample = useView(({ queryDraft }) => queryDraft.some(({ kind }) => kind !== 'text'));
  const { data: all = [] } = useCollections();
  const store = useTeamStore();
  if (all.length === 0 && !store) return null;
  return (
    <>
      <div className={style.where}>
        <SelectField<string>
          label={strings.where}
          value={asked ?? SCENE}
          hidesLabel
          choices={[
            { id: SCENE, label: scene ? strings.thisScene(scene.name) : strings.noScene },
            ...all.map(({ id, name, scenes }) => ({ id, label: strings.collectionOf(name, scenes) })),
            ...(store ? [{ id: TEAM, label: strings.teamAt(placeOf(store.address)) }] : []),
          ]}
          onChange={(id) =>
            directTo(app, id === TEAM ? TEAM : (all.find((each) => each.id === id)?.id ?? null))
          }
        />
        {asked !== null && <PartButton collection={asked} />}
      </div>
      {asked !== null && hasExample && <p className={panel.hint}>{strings.examplesAreOfScenes}</p>}
    </>
  );
}

function PartButton({ collection }: { readonly collection: CollectionId }): ReactNode {
  const app = useApplication();
  const part = useView((state) => state.collectionPart);
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const change = (open: boolean): void => {
    setOpen(open);
    if (open) return;
    askOfPart(app);
    // The button that opened it, once the popover is gone.
    requestAnimationFrame(() => trigger.current?.focus());
  };
  const words = part === null ? '' : partInWords(part);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={change}>
      <AriaButton
        ref={trigger}
        className={`${ui.button} ${style.partButton}`}
        aria-label={words === '' ? strings.filter : strings.filterOf(words)}
        data-on={words !== '' || undefined}
      >
        <ListFilter size={16} aria-hidden />
        <span>{words === '' ? strings.filter : words}</span>
      </AriaButton>
      {/* The popover itself is the dialog: one within it would leave its buttons for screen readers outside. */}
      <Popover className={`${ui.popover} ${style.part}`} placement="bottom end" aria-label={strings.filter}>
        <PartFields key={collection} onClose={() => change(false)} />
      </Popover>
    </DialogTrigger>
  );
}
