/** Access to the application and its view state for components. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Application } from './application.ts';
import type { ViewState } from './view-state.ts';

export const ApplicationContext = createContext<Application | null>(null);

export function useApplication(): Application {
  const application = useContext(ApplicationContext);
  if (application === null) throw new Error('useApplication: outside of ApplicationContext');
  return application;
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useApplication().view, select);
}
