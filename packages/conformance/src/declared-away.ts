/** Thrown by a check that needs what the adapter, or the subject, declares not to have. */
export class DeclaredAway extends Error {
  override readonly name = 'DeclaredAway';
}
