/** A text field with its token count and the model's limit. */
import { type ReactNode, useDeferredValue } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import { useActiveModel, useTokenCount } from '../../state/core-queries.ts';
import written from '../../ui/written-text.module.css';
import { strings } from './strings.ts';

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
  const model = useActiveModel();
  const tokens = useTokenCount(model ? model.id : null, useDeferredValue(text));
  return (
    <TextField className={written.field} name={name} value={text} onChange={onChange} onBlur={onLeave}>
      <div className={written.head}>
        <Label>{label}</Label>
        {tokens && text !== '' && (
          <span className={written.meter} data-full={tokens.truncated || undefined}>
            {strings.tokens(tokens.count, tokens.limit)}
          </span>
        )}
      </div>
      <TextArea className={written.text} rows={rows} placeholder={hint} />
      {tokens?.truncated && text !== '' && <p className={written.cut}>{strings.tooLong}</p>}
    </TextField>
  );
}
