/** Chooses the proxy for a request: the setting, else the usual environment variables. */
import { InvalidInput, Unsupported } from '../../../core/errors.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Null for a direct connection. With `setting` null the environment decides. Throws `InvalidInput` or `Unsupported` for a bad address. */
export function proxyFor(url: URL, setting: string | null, environment: NodeJS.ProcessEnv): URL | null {
  const variable = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const chosen = setting ?? read(environment, variable) ?? read(environment, 'all_proxy');
  if (chosen === null || chosen === '') return null;
  if (setting === null && isExempt(url, read(environment, 'no_proxy') ?? '')) return null;
  return parseProxy(chosen);
}

/** `host:port` counts as `http://host:port`. */
export function parseProxy(text: string): URL {
  const full = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(full))
    throw new InvalidInput(`proxy ${JSON.stringify(text)}: expected an address like http://proxy:3128`);
  const proxy = new URL(full);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw new Unsupported(
      `proxy ${proxy.protocol}//${proxy.host}: only http and https proxies are supported`,
    );
  return proxy;
}

/** `NO_PROXY`: hosts, domains with or without a leading dot, each with an optional port, or `*`. Loopback is always exempt. */
function isExempt(url: URL, list: string): boolean {
  if (LOOPBACK.test(url.hostname)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === '*') return true;
      const [name = '', only] = entry.split(':');
      const domain = name.replace(/^\*?\./, '');
      if (domain === '' || (only !== undefined && only !== port)) return false;
      return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
    });
}

/** Lower case takes precedence over upper case, as in curl. */
function read(environment: NodeJS.ProcessEnv, name: string): string | null {
  return environment[name] ?? environment[name.toUpperCase()] ?? null;
}
