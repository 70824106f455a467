/** Choice of what the map shows of an answer. */
import type { ReactNode } from 'react';
import type { QueryResult } from '../../../core/documents/search.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { kindFor, type MapKind, SIMILARITY } from '../../state/map-kind.ts';
import { SelectField } from '../../ui/fields.tsx';
import { strings } from './map-strings.ts';

type KindChoice = 'similarity' | 'v1' | 'v2' | 'phrase';

/** Only the similarity map can be shown of a question that is not a single sentence. */
export function MapKindField({ result }: { readonly result: QueryResult }): ReactNode {
  const app = useApplication();
  const kind = kindFor(
    useView((state) => state.mapKind),
    result,
  );
  const [term, ...others] = result.terms;
  if (term?.kind !== 'text' || others.length > 0) return null;
  const choices: { readonly id: KindChoice; readonly label: string }[] = [
    { id: 'similarity', label: strings.similarityKind },
    { id: 'v1', label: strings.seloKind('v1') },
    { id: 'v2', label: strings.seloKind('v2') },
  ];
  if (kind.kind === 'phrase') {
    const { start, end } = kind.chosen;
    choices.push({ id: 'phrase', label: strings.phraseKind(term.text.slice(start, end)) });
  }
  const choose = (choice: KindChoice): void => {
    if (choice === 'phrase') return;
    const mapKind: MapKind =
      choice === 'similarity' ? SIMILARITY : { kind: 'selo', query: result.id, version: choice };
    app.view.setState({ mapKind });
  };
  return (
    <SelectField<KindChoice>
      isInline
      label={strings.mapKind}
      value={kind.kind === 'selo' ? kind.version : kind.kind}
      choices={choices}
      onChange={choose}
    />
  );
}
