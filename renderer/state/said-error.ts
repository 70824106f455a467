/** Errors of the core as the window shows them. Loaded with the first error. */
import { RemoteError } from '../../core/rpc/client.ts';
import { errorStrings } from '../ui/error-strings.ts';

/** Where the host keeps a file that this browser sent: its user knows the name alone. */
const UPLOADED = /\S*[\\/]uploads[\\/][0-9a-f-]{36}[\\/]/g;

/** In the language of the window. */
export function inWindowLanguage({ name, code, message }: RemoteError): RemoteError {
  return new RemoteError({ name, code, message: errorStrings.said(message.replaceAll(UPLOADED, '')) });
}
