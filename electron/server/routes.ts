/** Routes of the browser host: the page's files, bulk data from the core, uploads, the grants given at start. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Grant } from '../../core/documents/ids.ts';
import { languageFor } from '../../core/documents/language.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import { decodedPath, pageFile } from '../../core/urls/page-file.ts';
import type { Core } from '../app/process/core.ts';
import { acceptedLanguages } from './accepted-languages.ts';
import type { Access } from './access.ts';
import { answer, answerJson, answerText } from './answer.ts';
import { fileIn, receivedFolder, receiveIntoFolder, receiveUpload } from './upload.ts';

export type Site = {
  readonly access: Access;
  readonly core: Core;
  readonly rendererFolder: string;
  /** For the files named on the command line. */
  readonly grants: readonly Grant[];
};

/** Answers a request. Never rejects: every error becomes a status. */
export async function route(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await routeChecked(site, request, response);
  } catch (error) {
    answerFault(response, error);
  }
}

async function routeChecked(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { access } = site;
  const [asked = '/', search = ''] = (request.url ?? '/').split('?', 2);
  if (!access.isAddressed(request)) {
    answerText(response, 421, `This host answers at ${access.origin} only.`);
    return;
  }
  const parameters = new URLSearchParams(search);
  const token = parameters.get('token');
  const pathname = access.innerPath(asked);
  if (asked === '/' && token !== null) {
    answerToken(access, token, response);
  } else if (pathname === null || !access.hasCookie(request)) {
    answerText(response, 403, 'Open the address that Longsight printed when it started.');
  } else if (decodedPath(pathname) === null) {
    answerText(response, 400, 'The path is not valid percent-encoding.');
  } else if (pathname === '/upload') {
    await answerUpload(site, request, response, parameters);
  } else if (pathname === '/upload-folder') {
    await answerFolder(site, request, response, parameters);
  } else if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    answerText(response, 405, 'GET only.');
  } else if (pathname === '/grants') {
    answerJson(response, site.grants);
  } else if (/^\/(tiles|data)\//.test(pathname)) {
    await answerBulk(site.core, pathname, response);
  } else {
    await answerPageFile(site, pathname, request, response);
  }
}

function answerToken(access: Access, token: string, response: ServerResponse): void {
  if (!access.hasToken(token)) {
    answerText(response, 403, 'This token is not valid (any more).');
    return;
  }
  answer(
    response,
    303,
    { Location: access.pagePath, 'Set-Cookie': access.cookie, 'Cache-Control': 'no-store' },
    '',
  );
}

/** One file by itself, which becomes a grant, or a file of a folder, which becomes one with `/upload-folder`. */
async function answerUpload(
  { access, core }: Site,
  request: IncomingMessage,
  response: ServerResponse,
  parameters: URLSearchParams,
): Promise<void> {
  if (!isUpload(access, request, response)) return;
  const [name, folder] = [parameters.get('name') ?? '', parameters.get('folder')];
  if (folder === null) {
    const path = await receiveUpload(request, name, core.uploadFolder);
    answerJson(response, await core.grantRead(path));
  } else {
    await receiveIntoFolder(request, name, folder, core.uploadFolder);
    answerJson(response, null);
  }
}

/** A grant for a folder that was sent or, with `list`, for one file in it. */
async function answerFolder(
  { access, core }: Site,
  request: IncomingMessage,
  response: ServerResponse,
  parameters: URLSearchParams,
): Promise<void> {
  if (!isUpload(access, request, response)) return;
  const folder = await receivedFolder(parameters.get('folder') ?? '', core.uploadFolder);
  const list = parameters.get('list');
  answerJson(
    response,
    list === null ? await core.grantFolder(folder) : await core.grantRead(fileIn(folder, list)),
  );
}

/** Answers other requests itself, with false. */
function isUpload(access: Access, request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    answerText(response, 405, 'POST only.');
    return false;
  }
  if (!access.isSameOrigin(request)) {
    answerText(response, 403, 'Uploads are accepted from the application only.');
    return false;
  }
  return true;
}

async function answerBulk(core: Core, path: string, response: ServerResponse): Promise<void> {
  const disconnect = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) disconnect.abort();
  });
  const { status, headers, body } = await core.handle({ path, signal: disconnect.signal });
  answer(response, status, headers, body);
}

async function answerPageFile(
  { core, rendererFolder }: Site,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const preferred = acceptedLanguages(request.headers['accept-language']);
  const file = pageFile(pathname, languageFor(core.language(), preferred));
  const bytes = file === null ? null : await readOrNull(join(rendererFolder, file.path));
  if (file === null || bytes === null) {
    answerText(response, 404, 'There is nothing here.');
    return;
  }
  const cacheControl = file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
  answer(response, 200, { 'Content-Type': file.contentType, 'Cache-Control': cacheControl }, bytes);
}

async function readOrNull(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      return null;
    throw error;
  }
}

function answerFault(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidInput) answerText(response, 400, message);
  else if (error instanceof NotFound) answerText(response, 404, message);
  else if (error instanceof Unsupported) answerText(response, 507, message);
  else answerText(response, 500, message);
}
