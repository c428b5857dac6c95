package ui

import (
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// setupGap and setupLowGap are between the fields, in dp.
const (
	setupGap    = 14
	setupLowGap = 10
)

// keyRows is the height of the field for a private key, in lines.
const keyRows = 4

// setupDesk is what the setup of an environment needs of the desk.
type setupDesk interface {
	SubmitSetup(desk.SetupInput)
	InspectKey(typed string)                 // the private key in its dialog
	ReadKey(from io.ReadCloser, name string) // … from a file; closes what it was given
	DismissSetup()
}

// setup is the dialog that asks for everything an environment still needs.
type setup struct {
	desk   setupDesk
	w      *Window
	dialog *kit.Dialog
	client *field
	secret *field
	key    *field
	ip     *field
	// the organisation that the text on the phone names
	organisation *field
	memory       *kit.Check
	state        *kit.Text // of the keyring, or the problem
	save         *kit.Button

	needsKey bool
	shown    bool
	faulty   *field    // that had the first problem when it was drawn last; nil after each submit
	withheld *kit.Text // why the saved secret isn't sent
	hosts    *fyne.Container
	choose   *kit.Button
	fromFile *fyne.Container
	file     fileAsk

	column *fyne.Container
}

func newSetup(w *Window, d setupDesk, asked *desk.Setup) *setup {
	s := &setup{w: w, desk: d}
	say := w.words
	environment := environmentOf(w.drawn.Environments, asked.Environment)
	s.dialog = kit.NewDialog(w.window.Canvas(), w.keys, 520, say.get("window.setup_heading", "Environment", say.environment(environment)))
	keys := s.dialog.Keys()
	save := s.submit
	if asked.Published { // the key that opened the dialog, pressed twice, must not agree
		save = func() { s.save.Press() }
	}
	keys.Bind(fyne.KeyReturn, fyne.KeyModifierControl, save)
	if !asked.NeedKey { // in its field Enter breaks the line
		keys.Bind(fyne.KeyReturn, 0, save)
	}

	s.client = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("settings.client_id"))
	s.secret = newFree(w, keys, kit.EntryOptions{Password: true}, say.get("settings.client_secret"))
	s.ip = newFree(w, keys, kit.EntryOptions{Mono: true}, say.get("form.ip.label"))
	s.organisation = newFree(w, keys, kit.EntryOptions{}, say.get("editor.label.organisation"))
	s.ip.cleansPaste()
	s.organisation.cleansPaste()
	s.newKey()
	s.memory = kit.NewCheck(keys, say.get("secret.memory_only"), nil)
	s.state = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	s.withheld = kit.NewText("", kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
	s.hosts = kit.NewColumn(12)
	s.save = kit.NewButton(keys, say.get("window.save"), say.key("start"), kit.Primary, s.submit)
	cancel := kit.NewButton(keys, say.get("button.cancel"), say.get("key.cancel"), kit.Quiet, s.dialog.Dismiss)
	why := kit.NewSoft(say.get("production.sentence"))
	show(why, environment.Badge == desk.BadgeProduction && asked.NeedClientID)
	gap := float32(setupGap)
	if w.sizeInDp().Height < lowUnder {
		// so that a problem of the keyring is visible below two fields with a problem each
		gap = setupLowGap
	}
	s.column = kit.NewColumn(gap, why, s.withheld, s.hosts, s.client.root, s.secret.root, s.key.root, s.fromFile, s.memory, s.state,
		s.organisation.root, s.ip.root)
	s.dialog.SetContent(s.column)
	s.dialog.SetButtons(cancel, s.save)
	s.dialog.OnDismissed(func() {
		w.screen.setup = nil
		s.forget()
		d.DismissSetup()
	})
	s.client.entry.Set(asked.ClientID)
	s.ip.entry.Set(asked.IP)
	s.organisation.entry.Set(asked.Organisation)
	s.draw(asked)
	s.dialog.Show()
	s.focusFirst(asked)
	s.shown = true
	return s
}

// newKey creates the field for a private key, and the button that reads the key from a file.
func (s *setup) newKey() {
	w, say := s.w, s.w.words
	s.key = &field{w: w}
	s.key.entry = kit.NewEntry(s.dialog.Keys(), kit.EntryOptions{Rows: keyRows, Breaks: true, Password: true}, func(typed string) { s.desk.InspectKey(typed) })
	s.key.entry.OnPaste(func(text string, _ func(string)) {
		if !s.key.entry.Locked() { // a key is pasted whole; anything far too long for a key is cut
			s.key.entry.Set(text[:min(len(text), maxPastedKey)])
			s.desk.InspectKey(s.key.entry.Text)
		}
	})
	s.key.root = kit.NewField(say.get("setup.key"), s.key.entry)
	s.choose = kit.NewButton(s.dialog.Keys(), say.get("setup.key_file"), "", kit.Quiet, s.openKey)
	s.fromFile = kit.NewRow(8, s.choose)
}

// maxPastedKey bounds a text pasted as a key, in bytes: laying out a longer one would take too
// long.
const maxPastedKey = 16 << 10

// openKey asks which file holds the key. The desk reads and closes it in the background.
func (s *setup) openKey() {
	s.file.show(s.w, s.dialog.Keys(), dialog.NewFileOpen(func(from fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			s.w.tell(desk.Say("setup.key_unreadable"), true)
		case from != nil:
			s.key.entry.Set("")
			s.desk.ReadKey(from, from.URI().Name())
		}
	}, s.w.window))
}

// newFree returns a field whose text stays in the dialog until it is submitted.
func newFree(w *Window, keys *kit.Keys, options kit.EntryOptions, caption string) *field {
	f := &field{w: w, entry: kit.NewEntry(keys, options, nil)}
	f.root = kit.NewField(caption, f.entry)
	return f
}

// environmentOf returns the environment with an id.
func environmentOf(all []desk.Environment, id string) desk.Environment {
	if at := slices.IndexFunc(all, func(e desk.Environment) bool { return e.ID == id }); at >= 0 {
		return all[at]
	}
	return desk.Environment{}
}

func (s *setup) draw(asked *desk.Setup) {
	say := s.w.words
	s.needsKey = asked.NeedKey
	show(s.client.root, asked.NeedClientID)
	show(s.secret.root, asked.NeedSecret && !asked.NeedKey)
	show(s.key.root, asked.NeedKey)
	show(s.fromFile, asked.NeedKey)
	show(s.ip.root, asked.NeedIP)
	show(s.organisation.root, asked.NeedClientID)
	s.client.say(problemOr(say, asked.ClientIDProblem, say.fixedOr(asked.ClientIDFixed, "production.client_id_note")))
	s.secret.say(problemOr(say, asked.SecretProblem, s.noteOf(asked)))
	s.key.say(s.keyNote(asked))
	s.ip.say(problemOr(say, asked.IPProblem, say.fixedOr(asked.IPFixed, "production.ip_note")))
	s.organisation.say(problemOr(say, asked.OrganisationProblem, say.fixedOr(asked.OrganisationFixed, "production.organisation_note")))
	for _, f := range []*field{s.secret, s.key} {
		f.entry.SetLocked(asked.Saving)
	}
	for f, fixed := range map[*field]bool{s.client: asked.ClientIDFixed, s.ip: asked.IPFixed, s.organisation: asked.OrganisationFixed} {
		f.entry.SetLocked(asked.Saving || fixed)
	}
	enable(s.choose, !asked.Saving)
	s.withheld.Set("")
	if asked.Withheld {
		s.withheld.Set(say.say(asked.Problem))
	}
	show(s.withheld, asked.Withheld && s.withheld.Text() != "")
	s.hosts.Objects = s.where(asked)
	show(s.hosts, len(s.hosts.Objects) > 0)
	label := "window.save"
	if asked.Published {
		label = "setup.agree"
	}
	s.save.Set(say.get(label), say.key("start"))

	// Whether the keyring works is known before the secret is typed. Memory is the fallback, but
	// can also be chosen.
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
	case !asked.Problem.IsZero() && !asked.Withheld:
		s.state.SetColor(kit.ColorProblem)
		s.state.Set(say.say(asked.Problem))
	default:
		s.state.Set("")
	}
	show(s.state, s.state.Text() != "")
	enable(s.save, !asked.Saving && !asked.Probing)
	settle(s.column)
	s.dialog.Refresh()
	s.showProblem(asked)
}

// where returns what has changed, or else which hosts get what. It returns nothing if no endpoint
// is overridden.
func (s *setup) where(asked *desk.Setup) []fyne.CanvasObject {
	switch say := s.w.words; {
	case len(asked.Changed) > 0:
		return []fyne.CanvasObject{changeRows(say, asked.Changed)}
	case overridden(asked.Recipients):
		return []fyne.CanvasObject{kit.NewColumn(6, kit.NewText(say.get("setup.recipients"), kit.Style{Bold: true, Fit: kit.Wrapped}), recipientRows(say, asked.Recipients))}
	}
	return nil
}

// overridden reports whether any endpoint of the issuer is overridden.
func overridden(all []desk.Recipient) bool {
	return slices.ContainsFunc(all, func(r desk.Recipient) bool { return len(r.Addresses) > 0 })
}

// noteOf returns the note under the secret: where it is kept, and which host gets it.
func (s *setup) noteOf(asked *desk.Setup) string {
	say := s.w.words
	var notes []string
	if asked.Published {
		notes = append(notes, say.get("setup.agree_note"))
	}
	switch {
	case asked.SecretSaved:
		notes = append(notes, say.get("secret.stays"))
	case asked.KeyringWorks:
		notes = append(notes, say.get("production.secret_note"))
	}
	if len(asked.Recipients) > 0 && !overridden(asked.Recipients) && !asked.NeedKey {
		notes = append(notes, say.get("setup.goes_to", "Host", asked.Recipients[0].Host))
	}
	return strings.Join(notes, " ")
}

// keyNote returns the note under the key: which key it is, or what to do.
func (s *setup) keyNote(asked *desk.Setup) below {
	say := s.w.words
	switch {
	case !asked.SecretProblem.IsZero():
		return below{problem, say.say(asked.SecretProblem)}
	case asked.KeyFile != "":
		return below{valid, say.get("setup.key_from", "File", asked.KeyFile, "Key", say.say(asked.Key))}
	case !asked.Key.IsZero():
		return below{valid, say.say(asked.Key)}
	}
	return below{hint, strings.TrimSpace(say.get("setup.key_note") + " " + s.noteOf(asked))}
}

// problemOr returns the line under a field: its problem, or else a note.
func problemOr(say words, text desk.Text, note string) below {
	if !text.IsZero() {
		return below{problem, say.say(text)}
	}
	return below{hint, note}
}

// focusFirst focuses the first field that is asked for: of production, the first that is missing.
func (s *setup) focusFirst(asked *desk.Setup) {
	switch {
	case asked.ClientIDFixed && !asked.SecretSaved:
		s.w.focus(s.secret.entry)
	case asked.NeedClientID && asked.ClientID != "" && asked.Organisation == "":
		s.w.focus(s.organisation.entry)
	case asked.NeedClientID && asked.ClientID != "" && asked.SecretSaved:
		s.w.focus(s.ip.entry)
	case asked.NeedClientID:
		s.w.focus(s.client.entry)
	case asked.NeedKey:
		s.w.focus(s.key.entry)
	case asked.NeedSecret:
		s.w.focus(s.secret.entry)
	case asked.NeedIP:
		s.w.focus(s.ip.entry)
	}
}

// showProblem moves the focus to the first field whose content was refused, so that it is in view.
func (s *setup) showProblem(asked *desk.Setup) {
	var first *field
	for _, one := range []struct {
		problem desk.Text
		field   *field
	}{
		{asked.ClientIDProblem, s.client}, {asked.SecretProblem, s.asked(asked)}, {asked.OrganisationProblem, s.organisation}, {asked.IPProblem, s.ip},
	} {
		if !one.problem.IsZero() && first == nil {
			first = one.field
		}
	}
	if s.shown && first != nil && first != s.faulty {
		s.w.focus(first.entry)
	}
	s.faulty = first
}

// asked returns the field of the secret, or of the key in its place.
func (s *setup) asked(asked *desk.Setup) *field {
	if asked.NeedKey {
		return s.key
	}
	return s.secret
}

// submit passes what was typed to the desk. It trims spaces and line breaks, which pasted secrets
// often end with.
func (s *setup) submit() {
	if !s.save.Disabled() {
		s.faulty = nil
		s.desk.SubmitSetup(s.input())
	}
}

func (s *setup) input() desk.SetupInput {
	secret := s.secret.entry.Text
	if s.needsKey {
		secret = s.key.entry.Text
	}
	return desk.SetupInput{
		ClientID: strings.TrimSpace(s.client.entry.Text), Secret: strings.TrimSpace(secret),
		IP: strings.TrimSpace(s.ip.entry.Text), Organisation: strings.TrimSpace(s.organisation.entry.Text),
		MemoryOnly: s.memory.Checked(),
	}
}

// fill restores what was typed before the widgets were recreated.
func (s *setup) fill(typed desk.SetupInput) {
	s.client.entry.Set(typed.ClientID)
	if s.needsKey {
		s.key.entry.Set(typed.Secret)
	} else {
		s.secret.entry.Set(typed.Secret)
	}
	s.ip.entry.Set(typed.IP)
	s.organisation.entry.Set(typed.Organisation)
}

// forget empties the fields of the secret and the key, including their undo history.
func (s *setup) forget() {
	s.secret.entry.Set("")
	s.key.entry.Set("")
}

// hide closes the dialog once the desk asks for nothing any more.
func (s *setup) hide() {
	s.forget()
	s.dialog.Hide()
}
