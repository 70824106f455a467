import type { ReactNode } from 'react';
import { ConnectForm } from './connect-form.tsx';
import { StoreView } from './store-view.tsx';
import { useTeamStore } from './use-team.ts';

export default function TeamPanel(): ReactNode {
  const store = useTeamStore();
  if (store === undefined) return null;
  return store === null ? <ConnectForm /> : <StoreView store={store} />;
}
