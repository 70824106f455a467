export const updatesStrings = {
  updatesTitle: 'Check for updates',
  newest: 'Newest release',
  releases: 'Releases',
  lookNow: 'Look now',
  copyAddress: 'Copy address',
  notAsked: {
    release:
      'Longsight does not look for newer versions by itself. "Look now" asks the page of the releases once.',
    fromClone: 'This copy runs from a clone: update it with git pull and npm ci.',
  },
  isNewer: 'A newer version is published. Copy its address into a browser to get it.',
  isCurrent: 'This is the newest version.',
} as const;
