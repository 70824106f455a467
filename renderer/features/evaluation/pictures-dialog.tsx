/** Pictures of a confusion cell or of a failed query; each can be enlarged. */
import { type ReactNode, useState } from 'react';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { evaluationPictureUrl } from '../../../core/urls/evaluation-picture-url.ts';
import { evaluationWholeUrl } from '../../../core/urls/evaluation-whole-url.ts';
import type { PicturesToShow } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = PicturesToShow & { readonly onClose: () => void };

const SHOWN_AT_FIRST = 60;

export function PicturesDialog({ evaluation, title, text, pictures, onClose }: Props): ReactNode {
  const [count, setCount] = useState(SHOWN_AT_FIRST);
  const [large, setLarge] = useState<PicturesToShow['pictures'][number] | null>(
    pictures.length === 1 ? pictures[0] : null,
  );
  return (
    <ModalDialog title={title} onClose={onClose} widthRem={48}>
      {text !== '' && <p>{text}</p>}
      {large !== null && <Large evaluation={evaluation} {...large} />}
      {large !== null && pictures.length > 1 && (
        <Button onPress={() => setLarge(null)}>{strings.allPictures}</Button>
      )}
      {large === null && (
        <ul className={style.gallery} aria-label={strings.picturesCount(pictures.length)}>
          {pictures.slice(0, count).map((each) => (
            <li key={each.picture}>
              <button type="button" aria-label={strings.enlarge(each.caption)} onClick={() => setLarge(each)}>
                <img
                  src={evaluationPictureUrl({ evaluation, picture: each.picture })}
                  alt=""
                  loading="lazy"
                  width={128}
                  height={128}
                />
                <small>{each.caption}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      {large === null && pictures.length > count && (
        <Button onPress={() => setCount(count + SHOWN_AT_FIRST)}>
          {strings.morePictures(Math.min(SHOWN_AT_FIRST, pictures.length - count))}
        </Button>
      )}
    </ModalDialog>
  );
}

type LargeProps = {
  readonly evaluation: EvaluationId;
  readonly picture: number;
  readonly caption: string;
};

function Large({ evaluation, picture, caption }: LargeProps): ReactNode {
  const [isGone, setGone] = useState(false);
  return (
    <figure className={style.large}>
      {isGone ? (
        <p>{strings.pictureGone}</p>
      ) : (
        <img src={evaluationWholeUrl({ evaluation, picture })} alt={caption} onError={() => setGone(true)} />
      )}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}
