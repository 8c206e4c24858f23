/** Drawn on a grid of 24, by stroke. */
const shapes = {
  inbox: 'M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-5z',
  requests: 'M4 7h11M4 12h16M4 17h8M18 4l3 3-3 3',
  faults: 'M13 3 5 13.5h6L10.5 21 19 10h-6.5z',
  webhooks:
    'M12 3v6M12 15v6M4.5 7.5l5 3M14.5 13.5l5 3M4.5 16.5l5-3M14.5 10.5l5-3M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  setup: 'M4 6h9M17 6h3M4 12h3M11 12h9M4 18h11M19 18h1M13 4v4M7 10v4M15 16v4',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20.5 20.5 16 16',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.2 4.2l1.4 1.4M18.4 18.4l1.4 1.4M2 12h2M20 12h2M4.2 19.8l1.4-1.4M18.4 5.6l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  help: 'M9 9.2a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2M12 17.2v.1M12 2.8a9.2 9.2 0 1 0 0 18.4 9.2 9.2 0 0 0 0-18.4z',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  down: 'M12 5v14M6 13l6 6 6-6',
  chevron: 'M9 6l6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4',
  bell: 'M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15zM10 20.5h4',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M7 7l10 10M17 7 7 17',
  image: 'M4 5h16v14H4zM4 16l4.5-5 4 4 3-3L20 16M15.5 8.5v.1',
  play: 'M8 5.5v13l10.5-6.5z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  pin: 'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z',
  code: 'M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  group:
    'M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5zM3 19c.3-3.4 2.6-5 6-5s5.7 1.6 6 5M16 5.5a3 3 0 0 1 0 5.6M18 14.4c1.8.7 2.8 2.2 3 4.6',
  megaphone: 'M4 10v4h3l8 4V6L7 10zM18.5 9.5a3.5 3.5 0 0 1 0 5M8 14l1 5',
  key: 'M8 12a4 4 0 1 0 0 .1zM12 12h9M17.5 12v3M21 12v3',
  retry: 'M5 12a7 7 0 0 1 12-5l2 2M19 5v4h-4M19 12a7 7 0 0 1-12 5l-2-2M5 19v-4h4',
  more: 'M5 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM12 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM19 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6z',
  door: 'M6 21V4h9l3 3v14M4 21h16M13.5 12.5v.1',
  target: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 13h8.4L17 7',
} as const;

export type IconName = keyof typeof shapes;

/** A picture beside words; it says nothing by itself. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
