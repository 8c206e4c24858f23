/** Users of whom something is to be seen. */
export interface Cast {
  /** Has blocked `blocked`, at both vendors. ZIM refuses a server's message then, Tencent IM delivers it. */
  readonly blocker: string;
  readonly blocked: string;
  /** Has left, and is known to nobody any more. */
  readonly formerUser: string;
  /** Has an id that is too long for ZIM once it is escaped. */
  readonly longId: string;
}

export const cast: Cast = {
  blocker: 'kitchen/ann',
  blocked: 'bar/bo',
  formerUser: 'kitchen/zoe',
  longId: 'floor/anna-maria-of-the-terrace',
};
