// Package ciba is a client for OpenID Connect Client-Initiated Backchannel
// Authentication (CIBA Core 1.0) in poll mode: discovery, client
// authentication, start, poll, cancel, and the checks of the ID token.
//
// The one promise of the package is the meaning of [Verified]: every required
// check of the verdict passed on the very bytes that the provider sent for
// this request. Whatever can't be decided is [Unknown], never verified.
//
// What the room is for: the protocol over HTTP and JOSE, for any provider.
// What the MitID Flex app adds stands in ciba/mitid. What must never enter:
// a screen, a disk, a keyring, a flag, an environment variable, a word that a
// user reads (reasons and checks are keys; whoever shows them has the words).
//
// # Threat model
//
// Who attacks, and what stops them:
//
//   - Somebody between us and the provider. TLS is required but for loopback,
//     redirects are never followed, endpoints must be on the issuer's host
//     unless our own configuration says otherwise, and the ID token is signed
//     by a key of the issuer that can be pinned by thumbprint.
//   - A provider, or a proxy before it, that answers nonsense: bodies are
//     bounded, JSON is read exactly, an answer that can't be read is a lost
//     answer and never an approval.
//   - A holder of another token of the same issuer (another client's, another
//     person's, yesterday's, an access token): audience, person, reference
//     text, times, token kind, at_hash and replay are checked, each by itself.
//   - Somebody who plays stored answers to us, or a provider whose clock lies: a
//     token is judged by a time that discovery and the start state alike, and
//     that is within five minutes of our clock. Within those
//     five minutes only the reference text with its check code, and replay, tell
//     an older approval from this one.
//   - A reader of our logs, errors and crash reports: secrets are of type
//     [Secret], which prints as dots, and auth_req_id and tokens are masked in
//     every [Exchange], which keeps them as [Masked], which prints as dots too.
//
// What the package can't stop: a caller who relays the prompt to a victim (an
// approval shows that the identified person approved this text, not whose
// voice is on the line), a dishonest operator, and whoever owns the machine.
// The operator's means against the first is the check code in the reference
// text, read aloud by the operator and never accepted from the caller.
package ciba
