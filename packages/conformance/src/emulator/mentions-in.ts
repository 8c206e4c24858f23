/** Whom a text to a group names: "GroupAtInfo" (34959, 2026-02-04). */
export function mentionsIn(info: unknown): { readonly everyone: boolean; readonly users: readonly string[] } {
  const named: readonly unknown[] = Array.isArray(info) ? info : [];
  const each = named.map(
    (one) => one as { readonly GroupAtAllFlag?: unknown; readonly GroupAt_Account?: unknown },
  );
  return {
    everyone: each.some(({ GroupAtAllFlag }) => GroupAtAllFlag === 1),
    users: each
      .filter(({ GroupAtAllFlag }) => GroupAtAllFlag === 0)
      .map(({ GroupAt_Account }) => String(GroupAt_Account)),
  };
}
