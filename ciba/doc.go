// Package ciba is a client for OpenID Connect Client-Initiated Backchannel Authentication (CIBA
// Core 1.0) in poll mode: discovery, client authentication, start, poll, cancel, and the checks of
// the ID token. A program asks a person to approve a text on the person's own phone, and learns who
// approved it.
//
// # Use
//
// A [Client] talks to one provider as one registered client. [Client.Prepare] makes a
// [Verification] from a [Request]. [Verification.Run] runs it, once, and returns a [Result], which
// says how it ended:
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
// Run waits for the person's answer: at most [MaxLifetime], plus some time for the checks.
// [Verification.Cancel] cancels the request at the provider too. [Params] has hooks to show
// progress, to store what [Client.ResumeVerification] needs after a crash, and to record tokens so
// that none is accepted twice. Options.Exchange receives every HTTP call as an [Exchange], with its
// secrets masked.
//
// Two profiles supply the checks for Params.Further: ringback/ciba/mitid and ringback/ciba/generic.
// A profile may have checks of its own. Without a check of the person, nobody is ever verified. If
// a token leaves the person open, a profile can ask the provider with the access token, as mitid
// does about a CPR number; see [Late].
//
// [LookUp], [RunProbe] and [ReadPasted] help to set up and to examine a provider.
//
// # Many at once
//
// One client runs any number of verifications, each on the goroutine that calls Run. What decides
// is how they start: spread over an interval, their polls stay spread. An Options.Exchange costs
// more than the poll that it receives. A transport other than that of [NewTransport] should keep
// several dozen idle connections to the provider.
//
// # The promise
//
// [Verified] means that every required check of the [Verdict] passed, on exactly the bytes that the
// provider sent for this request. What can't be decided is [Unknown], never verified. A result has
// tokens only if it is verified. Only of a person that the provider was asked about, there is no
// more than its word over TLS: that answer isn't signed.
//
// RULES.md lists by number what a verification does when a provider or the network misbehaves.
//
// The package is the protocol over HTTP and JOSE, for any provider. It has no screen, disk,
// keyring, flag or environment variable, and no texts for users: reasons, checks and problems are
// keys, which the caller translates.
//
// # Threat model
//
// The attackers, and what stops them:
//
//   - An attacker on the network. TLS is required except on loopback, redirects are never followed,
//     endpoints must be on the issuer's host unless our own configuration overrides them, and the
//     ID token is signed by a key of the issuer, which can be pinned by thumbprint.
//   - A provider, or a proxy in front of it, that answers nonsense. Bodies are bounded, JSON is
//     parsed strictly, and an answer that can't be read is a lost answer and never an approval.
//   - The holder of another token of the same issuer (another client's, another person's,
//     yesterday's, an access token). Audience, person, text, times, token kind, at_hash and replay
//     are checked, each separately.
//   - An attacker who replays stored answers, or a provider whose clock is wrong. A token is judged
//     by a time on which discovery and the start agree, and which is within five minutes of our
//     clock. Within those five minutes, only the text with its check code and the replay check tell
//     an older approval from this one.
//   - A reader of our logs, errors and crash reports. Secrets have the type [Secret], which prints
//     as dots. An auth_req_id and tokens are masked in every [Exchange], which keeps them as
//     [Masked]; that prints as dots too.
//
// What the package can't stop: a caller who relays the prompt to a victim (an approval shows that
// the identified person approved this text, not whose voice is on the line), a dishonest operator,
// and an attacker who controls the machine. Against the first, the operator has the check code in
// the text, which the operator reads aloud and never accepts from the caller.
package ciba
