// Package simulator is a complete broker on one machine: its discovery document, its keys, its
// backchannel authentication, token and cancel endpoints, its CPR match, the people it knows and
// what their phones show. It imitates Signaturgruppen Broker's MitID Flex app service, including
// its quirks. Scenarios make a person or the broker misbehave.
//
// It serves the demo environment, developers who explore the flow, and tests.
//
// It must not import any package of this project. It reads requests and builds tokens with its own
// code, so that it doesn't repeat a mistake in the client that it tests. It doesn't use the disk,
// or the network beyond its listener, and all its people are fictitious.
//
// What a phone answers by itself, and what has expired, is computed from Options.Now on demand: at
// a poll, a cancel, or a call of Prompts. Timers run only inside a call: while a fault delays an
// answer, and while a page watches the phones.
//
// Besides the basic scenarios there are faults. In each, the broker, its network or an attacker
// does one thing wrong. They are in the files fault_*.go, one for each group.
//
// StartAt serves a stand-alone simulator for clients outside this project, with a page of the
// phones for a browser. The page works only with the control key; see PhoneURL.
package simulator
