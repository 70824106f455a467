/** What works on this machine: the report of `longsight doctor`, and a button that copies it with the present work. */
import { useQuery } from '@tanstack/react-query';
import { ClipboardCopy, RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { CheckField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { copyDiagnostics, diagnose } from './diagnostics-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function SelfCheckDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const [withPaths, setWithPaths] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.selfCheck,
    queryFn: () => diagnose(app, false),
    // The machine may have changed since the dialog was last open.
    gcTime: 0,
  });
  const again = async (): Promise<void> => {
    await refetch();
  };
  const actions = (
    <>
      <Button icon={RotateCcw} onPress={() => attempt(app, strings.selfCheck, again)}>
        {strings.again}
      </Button>
      <Button
        icon={ClipboardCopy}
        tone="primary"
        onPress={() => attempt(app, strings.copyDiagnostics, () => copyDiagnostics(app, withPaths))}
      >
        {strings.copyDiagnostics}
      </Button>
    </>
  );
  return (
    <ModalDialog title={strings.selfCheckTitle} onClose={onClose} widthRem={48} actions={actions}>
      <div className={style.stack}>
        {error && (
          <Notice tone="bad" title={strings.selfCheck}>
            <p>{error.message}</p>
          </Notice>
        )}
        {!data && !error && <p role="status">{strings.checking}</p>}
        {data && (
          <Facts
            rows={data.sections.map(({ heading, lines, isFault }) => [
              heading,
              <span key={heading} className={isFault ? style.fault : style.lines}>
                {lines.join('\n')}
              </span>,
            ])}
          />
        )}
        <CheckField isSelected={withPaths} onChange={setWithPaths} label={strings.withPaths}>
          {strings.withPaths}
        </CheckField>
        <p className={style.hint}>{strings.withPathsHint}</p>
      </div>
    </ModalDialog>
  );
}
