/** Reads the header Accept-Language. */

/** Tags such as `de-AT`, the most preferred first. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  const entries = (header ?? '').split(',').map((entry) => {
    const [tag, ...parameters] = entry.split(';').map((part) => part.trim());
    const weight = parameters.find((each) => each.startsWith('q='));
    return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  return entries
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
