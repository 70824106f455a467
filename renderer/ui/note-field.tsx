/** A note that is kept at Enter and when the field is left. */
import { type ReactNode, useState } from 'react';
import { Input, TextField } from 'react-aria-components';
import style from './ui.module.css';

const MAX_LENGTH = 2000;

type Props = {
  readonly label: string;
  readonly stored: string;
  /** Called with a note that differs from the stored one, without white space around it. */
  readonly onCommit: (note: string) => void;
};

/** Give it a key for what the note is on: what was typed stays until then. */
export function NoteField({ label, stored, onCommit }: Props): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (): void => {
    if (typed !== null && typed.trim() !== stored) onCommit(typed.trim());
  };
  return (
    <TextField
      className={style.field}
      aria-label={label}
      value={typed ?? stored}
      maxLength={MAX_LENGTH}
      onChange={setTyped}
      onBlur={commit}
    >
      <Input
        className={style.input}
        placeholder={label}
        autoComplete="off"
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </TextField>
  );
}
