// Package simulator is a complete broker on one machine: its discovery document, its keys, its
// backchannel authentication, token and cancel endpoints, the people it knows and what their phones
// show. It imitates Signaturgruppen Broker's MitID Flex app service, quirks included, and by
// scenario it makes a person or the broker misbehave.
//
// It serves the demo environment, developers who explore the flow, and tests.
//
// What must never enter this room: an import of this project. The simulator reads requests and
// builds tokens with its own code, so that a mistake in the client's encoding is not mirrored by
// the broker that tests it. Nor does it touch the disk, the network beyond the listener it was
// given, or the data of real people: everybody in it is made up.
//
// What a phone answers by itself, and what has expired, is worked out from Options.Now whenever
// somebody looks: at a poll, a cancel, or a call of Prompts. Timers run only inside a call: while a
// fault keeps an answer back, and while a page watches the phones.
//
// Beside the basic scenarios there are faults, each of which lets the broker, its network or an
// attacker do one thing wrong. They stand in the files fault_*.go, one for each group.
//
// StartAt serves it by itself, for other people's clients, with a page of the phones for a browser.
// The page works for who has the control key; see PhoneURL.
package simulator
