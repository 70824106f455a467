/** A text with its token count against what the model reads. */
import { type ReactNode, useDeferredValue } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import { useActiveModel, useTokenCount } from '../../state/core-queries.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly rows: number;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onLeave: () => void;
};

export function CaptionField({ name, label, hint, rows, text, onChange, onLeave }: Props): ReactNode {
  const tokens = useTokenCount(useActiveModel()?.id, useDeferredValue(text));
  return (
    <TextField className={style.field ?? ''} name={name} value={text} onChange={onChange} onBlur={onLeave}>
      <div className={style.fieldHead}>
        <Label>{label}</Label>
        {tokens && text !== '' && (
          <span className={style.meter} data-full={tokens.truncated || undefined}>
            {strings.tokens(tokens.count, tokens.limit)}
          </span>
        )}
      </div>
      <TextArea className={style.text ?? ''} rows={rows} placeholder={hint} />
      {tokens?.truncated && text !== '' && <p className={style.cut}>{strings.tooLong}</p>}
    </TextField>
  );
}
