/** Form fields. `label` is shown above the control, or beside it with `isInline`. */
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Checkbox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup,
  Select,
  SelectValue,
  Slider,
  SliderOutput,
  SliderThumb,
  SliderTrack,
  Text,
  TextField,
} from 'react-aria-components';
import style from './ui.module.css';

export type Choice<T extends string> = {
  readonly id: T;
  readonly label: string;
  readonly swatch?: ReactNode;
};

type SelectFieldProps<T extends string> = {
  readonly label: string;
  readonly value: T | null;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly isInline?: boolean;
  readonly isDisabled?: boolean;
  /** In place of a value; without it, a request to select one. */
  readonly placeholder?: string;
  /** Keeps the label for screen readers only. */
  readonly hidesLabel?: boolean;
};

export function SelectField<T extends string>(props: SelectFieldProps<T>): ReactNode {
  const { label, value, choices, onChange, isInline, hidesLabel, isDisabled, placeholder } = props;
  return (
    <Select
      className={`${style.field} ${isInline ? style.inline : ''}`}
      value={value}
      onChange={(key) => {
        const choice = choices.find(({ id }) => id === key);
        if (choice) onChange(choice.id);
      }}
      {...(isDisabled !== undefined && { isDisabled })}
      {...(placeholder !== undefined && { placeholder })}
      {...(hidesLabel && { 'aria-label': label })}
    >
      {!hidesLabel && <Label>{label}</Label>}
      <AriaButton className={`${style.button} ${style.select}`}>
        <SelectValue className={style.selectValue} />
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      <Popover className={style.popover} offset={2}>
        <ListBox className={style.menu} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={style.option}>
              {choice.swatch}
              <span className={style.choice}>{choice.label}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

type TextInputProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** Message for an invalid value; null if it is valid. */
  readonly error?: string | null;
};

export function TextInput({ label, value, onChange, placeholder, error = null }: TextInputProps): ReactNode {
  return (
    <TextField className={style.field} value={value} onChange={onChange} isInvalid={error !== null}>
      <Label>{label}</Label>
      <Input
        className={style.input}
        autoComplete="off"
        spellCheck={false}
        {...(placeholder !== undefined && { placeholder })}
      />
      {error !== null && (
        <Text slot="errorMessage" className={style.fieldError}>
          {error}
        </Text>
      )}
    </TextField>
  );
}

type SliderFieldProps = {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format?: Intl.NumberFormatOptions;
  /** Called while the thumb moves. */
  readonly onChange: (value: number) => void;
  /** Called when the thumb is released and at each key press. */
  readonly onCommit?: (value: number) => void;
  readonly isDisabled?: boolean;
};

export function SliderField(props: SliderFieldProps): ReactNode {
  const { label, value, min, max, step, format, onChange, onCommit, isDisabled } = props;
  return (
    <Slider
      className={style.slider}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={onChange}
      {...(onCommit && { onChangeEnd: onCommit })}
      {...(format && { formatOptions: format })}
      {...(isDisabled !== undefined && { isDisabled })}
    >
      <Label>{label}</Label>
      <SliderOutput />
      <SliderTrack className={style.track}>
        {({ state }) => (
          <>
            <div
              className={style.fill}
              style={{ width: `calc(${state.getThumbPercent(0) * 100}% + 0.4375rem)` }}
            />
            <SliderThumb className={style.thumb} />
          </>
        )}
      </SliderTrack>
    </Slider>
  );
}

type CheckFieldProps = {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
  readonly label?: string;
};

export function CheckField({ children, label, ...rest }: CheckFieldProps): ReactNode {
  return (
    <Checkbox className={style.check} {...rest} {...(label && { 'aria-label': label })}>
      <span className={style.box}>
        <Check size={12} strokeWidth={3} aria-hidden />
      </span>
      {children}
    </Checkbox>
  );
}

type SegmentedFieldProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
};

/** A choice of a few options, all visible. */
export function SegmentedField<T extends string>(props: SegmentedFieldProps<T>): ReactNode {
  const { label, value, choices, onChange } = props;
  return (
    <RadioGroup
      aria-label={label}
      className={style.segments}
      orientation="horizontal"
      value={value}
      onChange={(next) => {
        const choice = choices.find(({ id }) => id === next);
        if (choice) onChange(choice.id);
      }}
    >
      {choices.map((choice) => (
        <Radio key={choice.id} value={choice.id} className={style.segment}>
          {choice.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
