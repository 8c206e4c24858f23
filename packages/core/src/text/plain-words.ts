/**
 * Words that vendors and runtimes say of a request and that say nothing of a message. A word that is missing here costs
 * an ellipsis in an error; a word too many can let a word of a message through. So this holds the language of interfaces,
 * and neither what people write to each other nor a number.
 */
const plainWords = /* @__PURE__ */ setOf(`
  a an the this that these those it its and or but if when while then than as so too very more most least many
  all any each every some none no not never only also already again later up to of on in out
  by for from at with without within into over under above below before after between during per via
  is are was were be been being has have had does do did done can cannot could may might must should will would
  please try retry wait check use used using set need needs needed
  allow allowed disallow disallowed deny denied refuse refused reject rejected block blocked forbid forbidden
  accept accepted pass passed fail fails failed failure succeed succeeded success successful ok
  error errors exception fault warning problem reason cause due
  invalid valid illegal malformed bad wrong incorrect mismatch missing absent empty null undefined unknown unsupported
  unexpected duplicate duplicated repeated conflict exist exists existing existed found registered unregistered
  parse parsed parsing decode encode encoding serialize read reading write writing convert verify verified verification
  request requests requested response respond reply replies call calls called caller callback message messages
  user users account accounts sender senders recipient recipients receiver receivers member members owner
  administrator admin operator group groups room rooms conversation channel
  parameter parameters param params argument field fields key keys value values format formatted type types property
  properties attribute header headers query body data json number integer string array object list item items entry
  entries index length size count byte bytes character characters element elements digit digits name id ids
  frequency frequently rate rates limit limits limited limiting exceed exceeds exceeded exceeding quota capacity maximum
  minimum max min large larger small smaller long longer short shorter high low many throttle throttled throttling
  internal external service services server servers backend gateway proxy system client application app sdk api
  interface endpoint command method operation operations function feature version platform package edition
  busy unavailable available overload overloaded temporarily temporary maintenance timeout timed time times expired
  expire expires expiry window second seconds minute minutes hour hours day days millisecond milliseconds
  network connect connected connecting connection connections refused reset closed close open socket host address dns
  lookup tls certificate protocol http https redirect status fetch send sends sending sent receive received upload
  authentication authenticate authenticated unauthorized authorized authorization permission permissions privilege
  access signature signatures sign signed token tokens credential credentials session login logged
  sealed unsealed locked disabled enabled enable disable suspended activated configured configuration config
  setting settings option options misconfigured vault provider store region
  push offline online device devices audit moderation moderated sensitive word words filter filtered blocklist
  blacklist whitelist muted mute banned relationship relation frozen deleted delete created create update updated add
  added remove removed process processed processing handle handled execute executed
  such image audio video file plan planned state aborted abort cancelled canceled cancel interrupted stopped pending
  iterable constructor instance defined syntax reference aggregate assertion range arg cert altname unable leaf self signed
  eacces eaddrinuse eaddrnotavail eagain ebadf ebusy econnaborted econnrefused econnreset eexist ehostdown
  ehostunreach einval eio emfile enetdown enetunreach enfile enoent enomem enospc enotconn enotfound enotsup eperm
  epipe eproto erofs etimedout
  err eai
  `);

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

/** Pieces of a compound are told apart by a joiner or by a capital: `From_Account`, `userId`. */
const pieceEnds = /[_.:-]|(?<=[a-z])(?=[A-Z])/;

/** As people write: nothing encoded has letters in this order and means a word. */
const ordinaryCase = /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/;

/** Whether a word, or every piece of a compound, is one that says nothing of a message. */
export function isPlain(word: string): boolean {
  const pieces = word.split(pieceEnds);
  if (pieces.length > 1 && !pieces.some((piece) => piece.length > 3)) return false;
  return pieces.every(
    (piece) =>
      (pieces.length === 1 || piece.length > 1) &&
      ordinaryCase.test(piece) &&
      plainWords.has(piece.toLowerCase()),
  );
}
