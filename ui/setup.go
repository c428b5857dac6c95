package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// setupGap and setupLowGap are between the fields, in dp.
const (
	setupGap    = 14
	setupLowGap = 10
)

// setup is the dialog that asks for what an environment still needs, all at once.
type setup struct {
	w      *Window
	dialog *kit.Dialog
	client *field
	secret *field
	ip     *field
	memory *kit.Check
	state  *kit.Text // of the keyring, or what went wrong
	save   *kit.Button

	column *fyne.Container
}

func newSetup(w *Window, asked *desk.Setup) *setup {
	s := &setup{w: w}
	say := w.words
	environment := environmentOf(w.drawn.Environments, asked.Environment)
	s.dialog = kit.NewDialog(w.window.Canvas(), w.keys, 520, say.get("window.setup_heading", "Environment", say.environment(environment)))
	keys := s.dialog.Keys()
	keys.Bind(fyne.KeyReturn, fyne.KeyModifierControl, s.submit)
	keys.Bind(fyne.KeyReturn, 0, s.submit)

	s.client = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("settings.client_id"))
	s.secret = newFree(w, keys, kit.EntryOptions{Password: true}, say.get("settings.client_secret"))
	s.ip = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("form.ip.label"))
	s.memory = kit.NewCheck(keys, say.get("secret.memory_only"), nil)
	s.state = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	s.save = kit.NewButton(keys, say.get("window.save"), say.get("window.key_primary"), kit.Primary, s.submit)
	cancel := kit.NewButton(keys, say.get("button.cancel"), say.get("key.cancel"), kit.Quiet, s.dialog.Dismiss)
	why := kit.NewSoft(say.get("production.sentence"))
	show(why, environment.Badge == desk.BadgeProduction)
	gap := float32(setupGap)
	if w.window.Canvas().Size().Height < lowUnder {
		gap = setupLowGap // so that what is wrong with the keyring is seen, below three fields with a problem each
	}
	s.column = kit.NewColumn(gap, why, s.client.root, s.secret.root, s.ip.root, s.memory, s.state)
	s.dialog.SetContent(s.column)
	s.dialog.SetButtons(cancel, s.save)
	s.dialog.OnDismissed(func() {
		w.screen.setup = nil
		s.forget()
		w.desk.DismissSetup()
	})
	s.client.entry.Set(asked.ClientID)
	s.ip.entry.Set(asked.IP)
	s.draw(asked)
	s.dialog.Show()
	s.focusFirst(asked)
	return s
}

// newFree is a field whose text stays in the dialog until it is submitted.
func newFree(w *Window, keys *kit.Keys, options kit.EntryOptions, caption string) *field {
	f := &field{w: w, entry: kit.NewEntry(keys, options, nil)}
	f.root = kit.NewField(caption, f.entry)
	return f
}

// environmentOf finds an environment by its id.
func environmentOf(all []desk.Environment, id string) desk.Environment {
	if at := slices.IndexFunc(all, func(e desk.Environment) bool { return e.ID == id }); at >= 0 {
		return all[at]
	}
	return desk.Environment{}
}

func (s *setup) draw(asked *desk.Setup) {
	say := s.w.words
	show(s.client.root, asked.NeedClientID)
	show(s.secret.root, asked.NeedSecret)
	show(s.ip.root, asked.NeedIP)
	s.client.say(problemOr(say, asked.ClientIDProblem, say.get("production.client_id_note")))
	note := ""
	if asked.KeyringWorks {
		note = say.get("production.secret_note")
	}
	s.secret.say(problemOr(say, asked.SecretProblem, note))
	s.ip.say(problemOr(say, asked.IPProblem, say.get("production.ip_note")))
	for _, f := range []*field{s.client, s.secret, s.ip} {
		f.entry.SetLocked(asked.Saving)
	}

	// Whether the keyring works is known before the secret is typed; memory is the way out, and a choice all the same.
	show(s.memory, asked.NeedSecret && !asked.Probing)
	enable(s.memory, asked.KeyringWorks && !asked.Saving)
	if !asked.KeyringWorks && !asked.Probing {
		s.memory.SetChecked(true)
	}
	s.state.SetColor(kit.ColorSoft)
	switch {
	case asked.Saving:
		s.state.Set(say.get("secret.waiting"))
	case asked.Probing:
		s.state.Set(say.get("secret.probing"))
	case !asked.Problem.IsZero():
		s.state.SetColor(kit.ColorProblem)
		s.state.Set(say.say(asked.Problem))
	default:
		s.state.Set("")
	}
	show(s.state, s.state.Text() != "")
	enable(s.save, !asked.Saving && !asked.Probing)
	settle(s.column)
	s.dialog.Refresh()
}

// problemOr is what stands under a field: its problem, or else a note.
func problemOr(say words, text desk.Text, note string) below {
	if !text.IsZero() {
		return below{problem, say.say(text)}
	}
	return below{hint, note}
}

// focusFirst puts the caret into the first field that is asked for.
func (s *setup) focusFirst(asked *desk.Setup) {
	switch {
	case asked.NeedClientID:
		s.w.focus(s.client.entry)
	case asked.NeedSecret:
		s.w.focus(s.secret.entry)
	case asked.NeedIP:
		s.w.focus(s.ip.entry)
	}
}

// submit hands over what was typed. A pasted secret often has a blank or a line break at its end, which belongs to no secret.
func (s *setup) submit() {
	if !s.save.Disabled() {
		s.w.desk.SubmitSetup(s.input())
	}
}

func (s *setup) input() desk.SetupInput {
	return desk.SetupInput{
		ClientID: strings.TrimSpace(s.client.entry.Text), Secret: strings.TrimSpace(s.secret.entry.Text),
		IP: strings.TrimSpace(s.ip.entry.Text), MemoryOnly: s.memory.Checked(),
	}
}

// fill puts back what was typed before the widgets were made anew.
func (s *setup) fill(typed desk.SetupInput) {
	s.client.entry.Set(typed.ClientID)
	s.secret.entry.Set(typed.Secret)
	s.ip.entry.Set(typed.IP)
}

// forget empties the secret's field, and with that what could be undone in it.
func (s *setup) forget() { s.secret.entry.Set("") }

// hide closes the dialog because the desk says that nothing is asked for any more.
func (s *setup) hide() {
	s.forget()
	s.dialog.Hide()
}
