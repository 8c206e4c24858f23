import { useSignal } from '@preact/signals';

/** So many lines, or characters, stand in a bubble until somebody asks for all. */
const maxLines = 8;
const maxLength = 400;

/** JSON in a bubble: its beginning, and all of it on demand. */
export function LongText({ text }: { text: string }) {
  const open = useSignal(false);
  const isLong = text.length > maxLength || text.split('\n').length > maxLines;
  if (!isLong) return <pre>{text}</pre>;
  return (
    <>
      <pre data-open={open.value || undefined}>{open.value ? text : beginningOf(text)}</pre>
      <button
        type="button"
        class="button button-quiet long-text-more"
        aria-expanded={open.value}
        onClick={(event) => {
          // The bubble's own click looks behind the message.
          event.stopPropagation();
          open.value = !open.value;
        }}
      >
        {open.value ? 'Show less' : `Show all ${text.length} characters`}
      </button>
    </>
  );
}

function beginningOf(text: string): string {
  return `${text.split('\n').slice(0, maxLines).join('\n').slice(0, maxLength)}…`;
}
