/** Says what of a sentence the model does not read as it is meant. */
import type { ReactNode } from 'react';
import type { TokenCount } from '../../../core/documents/search.ts';
import written from '../../ui/written-text.module.css';
import { strings } from './hint-strings.ts';

export function HintNote({ hints }: Pick<TokenCount, 'hints'>): ReactNode {
  return (
    <p className={written.hint} role="status">
      {hints.map((hint) => strings[hint]).join(' ')}
    </p>
  );
}
