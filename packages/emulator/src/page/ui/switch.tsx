interface Props {
  readonly on: boolean;
  readonly label: string;
  readonly describedBy?: string;
  readonly onChange: (on: boolean) => void;
}

/** On or off. */
export function Switch({ on, label, describedBy, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={on}
      aria-label={label}
      aria-describedby={describedBy}
      onClick={() => onChange(!on)}
    >
      <span class="switch-knob" />
    </button>
  );
}
