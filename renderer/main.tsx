/** Entry point of the page. */
import './styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { CommandsContext } from './commands/use-commands.ts';
import { allFeatures } from './features/all-features.ts';
import { commandsOf, panelsOf } from './features/feature.ts';
import { browserShell } from './shell/browser-shell.ts';
import { electronShell } from './shell/electron-shell.ts';
import { createApplication } from './state/application.ts';
import { ApplicationContext } from './state/application-context.ts';
import { ApplicationWindow } from './window/application-window.tsx';

const bridge = window.longsight;
const app = createApplication(
  (reportUpload) => (bridge ? electronShell(bridge) : browserShell(reportUpload)),
  panelsOf(allFeatures),
);
const commands = allFeatures.flatMap(commandsOf);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={app.cache}>
      <ApplicationContext value={app}>
        <CommandsContext value={commands}>
          <ApplicationWindow />
        </CommandsContext>
      </ApplicationContext>
    </QueryClientProvider>
  </StrictMode>,
);
