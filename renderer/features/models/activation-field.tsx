/** Choice of the GELU variant, for weights that do not specify it. */
import type { ReactNode } from 'react';
import type { Activation } from '../../../core/documents/model.ts';
import { SelectField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';

type Props = {
  readonly value: Activation | null;
  readonly onChange: (activation: Activation) => void;
  /** Why the choice is needed. */
  readonly reason: string;
};

export function ActivationField({ value, onChange, reason }: Props): ReactNode {
  return (
    <>
      <Notice tone="warn" title={strings.askActivation}>
        {reason}
      </Notice>
      <SelectField<Activation>
        label={strings.activation}
        value={value}
        choices={[
          { id: 'quick_gelu', label: strings.quickGelu },
          { id: 'gelu', label: strings.exactGelu },
        ]}
        onChange={onChange}
      />
    </>
  );
}
