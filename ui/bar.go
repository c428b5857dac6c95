package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// looker sets how everything looks and speaks.
type looker interface {
	SetLanguage(string)
	SetTheme(string)
	SetTextSize(percent int)
}

// barDesk is what the bar needs of the desk.
type barDesk interface {
	looker
	SelectEnvironment(id string)
}

// bar is the strip at the top: the environment picker, and everything that doesn't belong to a
// single request.
type bar struct {
	desk barDesk
	w    *Window
	wide bool
	// name is the program's; a narrow window, whose title also has it, shows the host instead
	name        fyne.CanvasObject
	environment *kit.Select
	picker      *fyne.Container // holds it
	hosts       *hosts
	journal     *kit.Button
	settings    *kit.Button
	language    *kit.Select
	more        *kit.Button
	present     *kit.Button
	logo, line  *fyne.Container
	tools       *fyne.Container
	root        fyne.CanvasObject
}

func newBar(w *Window, d barDesk) *bar {
	b := &bar{w: w, desk: d}
	say := w.words
	b.environment = kit.NewSelect(w.keys, kit.SelectBar, nil, "", func(id string) {
		if !w.drawn.Locked {
			d.SelectEnvironment(id)
		}
	})
	b.picker = container.New(&pickerRoom{}, b.environment)
	b.hosts = newHosts()
	b.journal = kit.NewButton(w.keys, say.get("bar.journal"), "", kit.Plain, w.openJournal)
	b.settings = kit.NewButton(w.keys, say.get("bar.settings"), "", kit.Plain, func() { w.screen.openSettings() })
	b.language = kit.NewSelect(w.keys, kit.SelectPlain, languages(say), string(say.Language()), d.SetLanguage)
	b.more = kit.NewButton(w.keys, say.get("bar.menu"), "", kit.Plain, b.offerMore)
	b.present = kit.NewButton(w.keys, say.get("bar.present"), say.key("present"), kit.Plain, w.present)

	b.name = kit.NewHeading(say.get("app.name"))
	b.logo = kit.NewRow(18, kit.NewSymbol("phone", 26, kit.ColorAccent), b.name)
	b.tools = kit.NewRow(8, b.journal, b.settings, b.language, b.more, b.present)
	b.line = kit.NewStretchRow(16, 2, b.logo, b.picker, b.hosts.root, b.tools)
	inner, line := kit.NewInset(0, 12, 0, 20, b.line), kit.NewLine()
	b.root = kit.NewSurface(kit.ColorCard, container.New(above{body: inner, foot: line}, inner, line))
	return b
}

func (b *bar) draw(v *desk.View) {
	say := b.w.words
	all := make([]kit.Option, len(v.Environments))
	for i, e := range v.Environments {
		all[i] = kit.Option{Value: e.ID, Label: say.environment(e), Badge: say.badge(e.Badge), Tone: string(e.Badge)}
	}
	b.environment.SetOptions(all)
	b.environment.SetSelected(v.Environment.ID)
	enable(b.environment, !v.Locked)

	b.hosts.draw(say, v.Environment)
	key := "" // a narrow bar needs the room for the hosts
	if b.wide {
		key = say.key("journal")
	}
	b.journal.Set(b.journal.Label(), key)
	b.language.SetSelected(string(say.Language()))
	b.fold(b.root.Size().Width)
}

// The least room for the host of a user's own environment, and for the picker of environments, in
// dp. Where all else is in the menu already, the picker cuts a name sooner than a host is cut.
const (
	hostsLeast  = 110
	pickerLeast = 270
	pickerTight = 190
)

// pickerRoom gives the picker of environments its least width.
type pickerRoom struct{ tight bool }

func (p *pickerRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

func (p *pickerRoom) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[0].MinSize()
	if p.tight {
		return fyne.NewSize(dp(pickerTight), least.Height)
	}
	return least.Max(fyne.NewSize(dp(pickerLeast), 0))
}

// fold puts into the menu what a bar of a width has no room for: the name first, which the title
// has too, and then the tools from the right.
func (b *bar) fold(width float32) {
	v := &b.w.drawn
	needs := func() float32 {
		needed := b.root.MinSize().Width
		if !v.Environment.BuiltIn {
			needed += dp(hostsLeast)
		}
		return needed
	}
	named := b.wide || v.Environment.BuiltIn
	show(b.name, named)
	b.tighten(false)
	foldable := []fyne.CanvasObject{b.present, b.language, b.settings, b.journal}
	for _, o := range foldable {
		show(o, o != b.language || !v.Fixed.Language)
	}
	for _, o := range append([]fyne.CanvasObject{b.name}, foldable...) {
		if width <= 0 || needs() <= width {
			break
		}
		show(o, false)
	}
	b.tighten(width > 0 && needs() > width)
	settle(b.logo, b.tools, b.picker, b.line, b.hosts.root)
}

// tighten says whether the picker takes less room than its longest name needs.
func (b *bar) tighten(on bool) { b.picker.Layout.(*pickerRoom).tight = on }

// folded returns what a narrow bar has in its menu.
func (b *bar) folded() []kit.MenuItem {
	var items []kit.MenuItem
	say := b.w.words
	for _, one := range []struct {
		button *kit.Button
		act    func()
	}{
		{b.journal, b.w.openJournal}, {b.settings, func() { b.w.screen.openSettings() }}, {b.present, b.w.present},
	} {
		if !one.button.Visible() {
			items = append(items, kit.MenuItem{Label: one.button.Label(), Act: one.act})
		}
	}
	if b.language.Visible() || b.w.drawn.Fixed.Language {
		return items
	}
	for _, language := range languages(say) {
		items = append(items, kit.MenuItem{
			Label: language.Label, Checked: language.Value == string(say.Language()), Act: func() { b.desk.SetLanguage(language.Value) },
		})
	}
	return items
}

// offerMore opens the menu of rarely used functions: the tour in demo, the environments, the
// decoder, help, the themes and the way out.
func (b *bar) offerMore() {
	items := b.folded()
	if len(items) > 0 {
		items = append(items, kit.MenuItem{})
	}
	if b.w.drawn.Phone != nil {
		items = append(items, kit.MenuItem{Label: b.w.words.get("tour.name"), Disabled: b.w.drawn.Locked, Act: b.w.StartTour})
	}
	items = append(items, kit.MenuItem{Label: b.w.words.get("editor.menu"), Disabled: b.w.drawn.Locked, Act: b.w.openEditor})
	items = append(items, kit.MenuItem{Label: b.w.words.get("decoded.menu"), Act: b.w.openDecoder})
	items = append(items, kit.MenuItem{Label: b.w.words.get("keys.menu", "Key", b.w.words.key("help")), Act: b.w.openKeys})
	items = append(items, kit.MenuItem{Label: b.w.words.get("logs.menu"), Act: b.w.openLogs})
	if b.w.drawn.CanDiagnose {
		items = append(items, kit.MenuItem{Label: b.w.words.get("doctor.menu"), Act: b.w.openDiagnosis})
	}
	items = append(items, kit.MenuItem{Label: b.w.words.get("about.menu"), Act: b.w.openAbout})
	items = append(items, kit.MenuItem{})
	if b.w.canBeAbove() {
		items = append(items, kit.MenuItem{Label: b.w.words.get("above.menu"), Checked: b.w.above, Act: b.w.toggleAbove})
	}
	for _, look := range themes(b.w.words) {
		items = append(items, kit.MenuItem{
			Label: b.w.words.get("theme.menu." + named(look.Value)), Checked: look.Value == b.w.drawn.Settings.Theme, Act: func() { b.desk.SetTheme(look.Value) },
		})
	}
	items = append(items, kit.MenuItem{}, kit.MenuItem{Label: b.w.words.get("quit.menu", "Key", b.w.words.key(keyQuit)), Act: b.w.askToClose})
	kit.ShowMenu(b.more, b.w.keys, items)
}

// named returns the name of a theme in the translations.
func named(look string) string {
	if look == "" {
		return "system"
	}
	return look
}

// languages returns the languages to choose from, each by its own name, so that users who can't
// read the current one find theirs.
func languages(say words) []kit.Option {
	var all []kit.Option
	for _, language := range assets.Languages() {
		all = append(all, kit.Option{Value: string(language), Label: say.get("language." + string(language))})
	}
	return all
}

// themes returns the themes to choose from.
func themes(say words) []kit.Option {
	var all []kit.Option
	for _, look := range []string{"", "light", "dark", "contrast"} {
		all = append(all, kit.Option{Value: look, Label: say.get("theme." + named(look))})
	}
	return all
}
