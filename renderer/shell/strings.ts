export const strings = {
  noPictures: 'The folder has no pictures and no list of pictures.',
  lost: (file: string) => `${file}: the connection was lost`,
} as const;
