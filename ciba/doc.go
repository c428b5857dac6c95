// Package ciba is a client for OpenID Connect Client-Initiated Backchannel Authentication (CIBA
// Core 1.0) in poll mode: discovery, client authentication, start, poll, cancel, and the checks of
// the ID token. A program asks a person for an approval on the person's own phone, and is told who
// approved.
//
// # Use
//
// A [Client] speaks to one provider as one registration. It prepares a [Verification] of each
// [Request]; that runs once, and its [Result] says how it ended:
//
//	client, err := ciba.NewClient(
//		ciba.Config{Issuer: "https://op.example", ClientID: "nordby"},
//		ciba.Options{Secret: secret},
//	)
//	…
//	verification, err := client.Prepare(
//		ciba.Request{LoginHint: "mette", BindingMessage: "Kode 4821"},
//		ciba.Params{Further: generic.Checks(generic.Request{Person: "mette", Text: "Kode 4821"}, "sub")},
//	)
//	…
//	result := verification.Run(ctx)
//	if result.Outcome == ciba.Verified {
//		subject, err := result.Token.Payload.String("sub")
//		…
//	}
//
// Run takes as long as the person does, at most [MaxLifetime] and a little for the checks.
// [Verification.Cancel] ends it at the provider too. [Params] has the hooks of whoever draws what
// happens, keeps what it takes to go on after a crash ([Client.ResumeVerification]), or records
// tokens so that none counts twice. Of every call there is an [Exchange] to be looked at.
//
// Two profiles of providers make their checks for Params.Further: ringback/ciba/mitid and
// ringback/ciba/generic. A profile can have checks of its own. Without a check of the person nobody
// is ever verified.
//
// For whoever sets a provider up there are [LookUp], [RunProbe] and [ReadPasted].
//
// # The promise
//
// [Verified] means that every required check of the [Verdict] passed on the very bytes that the
// provider sent for this request. Whatever can't be decided is [Unknown], never verified. Tokens
// are in a result only where it is verified.
//
// The package is the protocol over HTTP and JOSE, for any provider. It has no screen, disk,
// keyring, flag or environment variable, and no words that a user reads: reasons, checks and
// problems are keys, and whoever shows them has the words.
//
// # Threat model
//
// Who attacks, and what stops them:
//
//   - Somebody between us and the provider. TLS is required except on loopback, redirects are never
//     followed, endpoints must be on the issuer's host unless our own configuration says otherwise,
//     and the ID token is signed by a key of the issuer that can be pinned by thumbprint.
//   - A provider, or a proxy in front of it, that answers nonsense. Bodies are bounded, JSON is
//     read exactly, and an answer that can't be read is a lost answer and never an approval.
//   - A holder of another token of the same issuer (another client's, another person's,
//     yesterday's, an access token). Audience, person, text, times, token kind, at_hash and replay
//     are checked, each by itself.
//   - Somebody who plays stored answers to us, or a provider whose clock lies. A token is judged by
//     a time that discovery and the start state alike, and that is within five minutes of our
//     clock. Within those five minutes only the text with its check code, and replay, tell an older
//     approval from this one.
//   - A reader of our logs, errors and crash reports. Secrets are of type [Secret], which prints as
//     dots. An auth_req_id and tokens are masked in every [Exchange], which keeps them as [Masked];
//     that prints as dots too.
//
// What the package can't stop: a caller who relays the prompt to a victim (an approval shows that
// the identified person approved this text, not whose voice is on the line), a dishonest operator,
// and whoever owns the machine. The operator's means against the first is the check code in the
// text, read aloud by the operator and never accepted from the caller.
package ciba
