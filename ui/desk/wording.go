package desk

import "slices"

// genericKeys are the texts that speak of MitID, or claim what only MitID
// tells. The profile generic has its own for each, under the same key below
// "generic.".
var genericKeys = []string{
	"form.caller.us_note", "form.uuid.label", "form.reference.label", "form.reference.preview",
	"say.starting.text", "say.waiting.code", "say.waiting.no_code", "say.waiting.unseen",
	"say.outcome.verified", "say.outcome.refused",
	"outcome.verified.sentence", "outcome.verified.sentence_unnamed", "outcome.verified.meaning", "outcome.refused.sentence",
	"outcome.failed.sentence.unauthorized_client", "outcome.failed.sentence.unknown_user_id",
	"outcome.failed.sentence.expired_login_hint_token", "outcome.failed.sentence.invalid_binding_message",
	"note.verified", "note.verified_unnamed", "note.outcome",
	"result.reference", "journal.column.reference", "journal.erase_person",
	"check.signature.name", "check.token_kind.explained", "check.identity_provider.name", "check.identity_provider.explained",
	"check.person.explained", "check.reference_text.name", "check.reference_text.explained",
	"check.transaction.explained", "check.assurance.name", "check.assurance.explained",
	"console.reference", "console.uuid_missing",
	"window.step.fill", "window.step.approve", "window.step.check", "state.checking.sentence",
}

// Key returns the key of a text in the words of the environment's profile.
func (e Environment) Key(key string) string { return keyIn(e.Generic, key) }

func keyIn(generic bool, key string) string {
	if generic && slices.Contains(genericKeys, key) {
		return "generic." + key
	}
	return key
}

// inWords says a text in the words of a profile, and the texts in it too.
func inWords(generic bool, t Text) Text {
	if !generic || t.IsZero() {
		return t
	}
	said := Text{Key: keyIn(generic, t.Key)}
	if t.Args != nil {
		said.Args = make(map[string]any, len(t.Args))
	}
	for name, value := range t.Args {
		if inner, ok := value.(Text); ok {
			value = inWords(generic, inner)
		}
		said.Args[name] = value
	}
	return said
}
