/** Buttons. An icon button always has a name, shown in a tooltip with its shortcut. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import style from './ui.module.css';

const ICON_PX = 16;

type ButtonProps = {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly tone?: 'plain' | 'primary' | 'quiet' | 'danger' | 'link';
  readonly icon?: LucideIcon;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  readonly slot?: string;
  /** Name for screen readers, if the text alone does not say what it acts on. */
  readonly 'aria-label'?: string;
};

export function Button({ children, tone = 'plain', icon: Icon, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={`${style.button} ${style[tone]}`}>
      {Icon && <Icon size={ICON_PX} aria-hidden />}
      {children}
    </AriaButton>
  );
}

type IconButtonProps = {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress?: () => void;
  readonly keys?: string;
  readonly isDisabled?: boolean;
  /** Makes the button a toggle. */
  readonly isOn?: boolean;
  readonly slot?: string;
};

export function IconButton({ label, icon: Icon, keys, isOn, onPress, ...rest }: IconButtonProps): ReactNode {
  const content = <Icon size={ICON_PX} aria-hidden />;
  const className = `${style.button} ${style.icon}`;
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {isOn === undefined ? (
        <AriaButton {...rest} {...(onPress && { onPress })} aria-label={label} className={className}>
          {content}
        </AriaButton>
      ) : (
        <ToggleButton
          {...(rest.isDisabled !== undefined && { isDisabled: rest.isDisabled })}
          isSelected={isOn}
          {...(onPress && { onChange: onPress })}
          aria-label={label}
          className={className}
        >
          {content}
        </ToggleButton>
      )}
      <Tooltip className={style.tooltip} offset={4}>
        {label}
        {keys && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
