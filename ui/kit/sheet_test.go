package kit

import (
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"
)

var pictures = flag.String("pictures", "", "folder for the pictures of the sheets; a temporary one if empty")

// picture draws an object at 1280 × 800 and saves it.
func picture(t *testing.T, name string, theme fyne.Theme, scale float32, build func(c fyne.Canvas) fyne.CanvasObject) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme)
	w := test.NewTempWindow(t, container.NewStack())
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 800))
	w.SetContent(build(w.Canvas()))
	// The test driver lays out once. Wrapped texts know their height only after they know their
	// width.
	for i := range 4 {
		w.Resize(fyne.NewSize(1280, 800+float32(i%2)))
	}
	w.Resize(fyne.NewSize(1280, 800))
	w.Canvas().(software.WindowlessCanvas).SetScale(scale)
	folder := *pictures
	if folder == "" {
		folder = t.TempDir()
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

func TestSheets(t *testing.T) {
	for name, mode := range map[string]Mode{"light": Light, "dark": Dark} {
		t.Run(name, func(t *testing.T) {
			picture(t, "window-"+name, NewTheme(mode), 1, func(fyne.Canvas) fyne.CanvasObject { return windowSheet() })
			picture(t, "controls-"+name, NewTheme(mode), 1, func(fyne.Canvas) fyne.CanvasObject { return controlSheet() })
			picture(t, "presenting-"+name, NewTheme(mode).Presenting(), 1, func(fyne.Canvas) fyne.CanvasObject { return presentingSheet() })
			picture(t, "window-large-"+name, NewTheme(mode), 1.5, func(fyne.Canvas) fyne.CanvasObject { return windowSheet() })
			picture(t, "dialog-"+name, NewTheme(mode), 1, dialogSheet)
		})
	}
}

// windowSheet looks like the window while it waits.
func windowSheet() fyne.CanvasObject {
	keys := NewKeys()
	none := func() {}
	bar := NewSurface(ColorCard, NewInset(10, 20, 10, 20, NewRow(16,
		NewSymbol("phone", 26, ColorAccent),
		NewText("Ringback", Style{Size: SizeHeading, Bold: true}),
		NewLeast(270, 0, NewSelect(keys, SelectBar, []Option{{Value: "demo", Label: "Built-in demo", Badge: "DEMO", Tone: ToneDemo}}, "demo", nil)),
		layout.NewSpacer(),
		NewButton(keys, "Journal", "", Plain, none),
		NewButton(keys, "Settings", "", Plain, none),
		NewSelect(keys, SelectPlain, []Option{{Value: "en", Label: "English"}, {Value: "da", Label: "Dansk"}}, "en", nil),
		NewButton(keys, "Present", "F11", Plain, none),
	)))
	uuid := NewEntry(keys, EntryOptions{Mono: true}, nil)
	uuid.Set("8a9856e0-f12d-4217-b320-c8a076be9320")
	uuid.SetLocked(true)
	uuidField := NewField("MitID UUID", uuid)
	uuidField.SetValid("Valid")
	text := NewEntry(keys, EntryOptions{Rows: 2}, nil)
	text.Set("Code 4821, Nordby Kommune")
	text.SetLocked(true)
	textField := NewField("Text in MitID", text)
	textField.SetNote("25 / 130")
	caller := NewSegmented(keys, []Option{{Value: "a", Label: "The citizen called us"}, {Value: "b", Label: "We called"}}, "a", nil)
	caller.Disable()
	start := NewButton(keys, "Start", "Ctrl+↵", Primary, none)
	start.Disable()
	request := NewSurface(ColorCard, NewInset(20, 20, 20, 20, NewColumn(14,
		NewHeading("Request"), caller, uuidField, textField,
		NewFolded(NewFold(keys, "Further options", NewSoft("More"), nil)),
		layout.NewSpacer(), start,
	)))
	left := NewLeast(392, 0, container.NewBorder(nil, nil, nil, NewLine(), request))

	figures := NewFigures()
	figures.Set(Figure{Value: "4:12", After: "left"}, Figure{Before: "Asked", Value: "9 times"}, Figure{Before: "Next in", Value: "3 s"}, Figure{Before: "Every", Value: "5 seconds"})
	say := NewSayBox()
	say.Set("Say on the phone", "“I have sent a request to your MitID app. Approve it only if the code is 4821.”", "4821")
	waiting := NewBar(ToneWaiting)
	waiting.SetValue(0.84)
	stateColor, _ := ToneColor(ToneWaiting)
	status := NewCard(NewColumn(16,
		NewStretchRow(18, 1,
			NewTile("clock", ToneWaiting),
			NewColumn(0,
				NewRow(12, NewBadge("DEMO", ToneDemo), NewText("Waiting", Style{Size: SizeState, Bold: true, Color: stateColor})),
				NewSoft("The request was sent. Waiting for an answer.")),
			NewButton(keys, "Cancel", "Esc", Danger, none),
		),
		NewColumn(12, waiting, figures), say,
	))
	course := NewRows(keys, nil)
	course.Set([]Row{
		{Lead: "10:42:07", Text: "Request sent, valid for 5 minutes"},
		{Lead: "10:42:12", Text: "Pending"},
		{Lead: "10:42:17", Text: "Pending"},
		{Lead: "10:42:22", Text: "No connection, still trying"},
		{Lead: "10:42:29", Text: "Connected again · pending"},
	})
	tabs := NewCard(container.NewBorder(NewInset(0, 0, 12, 0, NewTabs(keys, []Option{
		{Value: "r", Label: "Result"},
		{Value: "c", Label: "Claims"},
		{Value: "a", Label: "Appswitch"},
		{Value: "o", Label: "Course"},
		{Value: "n", Label: "Network"},
	}, "o", nil)), nil, nil, nil, course))
	middle := NewInset(20, 20, 20, 20, container.NewBorder(NewInset(0, 0, 16, 0, status), nil, nil, nil, tabs))

	phone := NewLeast(236, 0, NewColumn(12,
		NewHeading("The person’s phone"),
		NewPhoneCard(NewLeast(0, 390, NewColumn(12,
			NewCaption("Nordby Kommune"),
			NewText("Approve at Nordby Kommune?", Style{Size: SizeTitle, Bold: true, Fit: Wrapped}),
			NewFieldCard(NewText("Code 4821, Nordby Kommune", Style{Fit: Wrapped})),
			layout.NewSpacer(),
			NewButton(keys, "Approve", "", Primary, none), NewButton(keys, "Refuse", "", Quiet, none),
		))),
		NewField("Scenario", NewSelect(keys, SelectField, []Option{{Value: "p", Label: "The person decides"}}, "p", nil)),
	))
	right := NewInset(20, 20, 20, 0, phone)
	return NewSurface(ColorGround, container.NewBorder(NewColumn(0, bar, NewLine()), nil, left, right, middle))
}

// controlSheet has every control at rest, with the focus, locked and with a problem.
func controlSheet() fyne.CanvasObject {
	keys := NewKeys()
	none := func() {}
	entry := func(options EntryOptions, text string, change func(*Entry)) *Entry {
		e := NewEntry(keys, options, nil)
		e.Set(text)
		if change != nil {
			change(e)
		}
		return e
	}
	focusedEntry := entry(EntryOptions{Rows: 3}, "Kode 4821, Nordby Kommune, og en længere tekst, der brydes om til flere linjer", func(e *Entry) { e.FocusGained() })
	problem := NewField("MitID-UUID", entry(EntryOptions{Mono: true}, "8a9856e0-f12d", nil))
	problem.SetProblem("Et UUID har 32 cifre og bogstaver fra a til f; her er 12. Tjek, om noget mangler i slutningen.")
	placeholder := NewEntry(keys, EntryOptions{}, nil)
	placeholder.SetPlaceHolder("8a9856e0-f12d-…")
	segmented := NewSegmented(keys, []Option{
		{Value: "i", Label: "iOS"},
		{Value: "a", Label: "Android"},
		{Value: "o", Label: "Ældre Android"},
	}, "i", nil)
	focusedSegmented := NewSegmented(keys, []Option{{Value: "a", Label: "Borgeren ringede"}, {Value: "b", Label: "Vi ringede"}}, "b", nil)
	focusedSegmented.FocusGained()
	focusedButton := func(kind Kind) *Button {
		b := NewButton(keys, "Færdig", "Ctrl+↵", kind, none)
		b.FocusGained()
		return b
	}
	disabled := NewButton(keys, "Start", "Ctrl+↵", Primary, none)
	disabled.Disable()
	quietDisabled := NewButton(keys, "Kopiér", "", Quiet, none)
	quietDisabled.Disable()
	selectFocused := NewSelect(keys, SelectField, []Option{{Value: "p", Label: "Personen bestemmer"}}, "p", nil)
	selectFocused.FocusGained()
	check := NewCheck(keys, "Jeg har selv ringet, og borgeren venter min anmodning", nil)
	check.SetChecked(true)
	checkFocused := NewCheck(keys, "Gem kun i hukommelsen", nil)
	checkFocused.FocusGained()
	fold := NewFold(keys, "Flere muligheder", NewSoft("Indholdet af det, der foldes ud."), nil)
	fold.SetOpen(true)
	foldFocused := NewFold(keys, "13 tekniske kontroller bestået", NewSoft("x"), nil)
	foldFocused.FocusGained()
	tabs := NewTabs(keys, []Option{
		{Value: "r", Label: "Resultat"},
		{Value: "c", Label: "Oplysninger"},
		{Value: "a", Label: "Appskift"},
		{Value: "o", Label: "Forløb"},
		{Value: "n", Label: "Netværk"},
	}, "c", nil)
	tabs.FocusGained()
	left := NewColumn(12,
		NewField("Tekst i MitID", focusedEntry), problem, NewField("Tom", placeholder),
		NewField("Hemmelighed", entry(EntryOptions{Password: true}, "s3cret", nil)),
		NewField("Låst", entry(EntryOptions{}, "Kan læses og kopieres", func(e *Entry) { e.SetLocked(true) })),
		segmented, focusedSegmented, NewField("Scenarie", selectFocused), check, checkFocused, NewFolded(fold), foldFocused,
	)
	table := NewTable("Kontrol", "Forventet", "Modtaget")
	table.Set([]Finding{
		{Mark: Failed, Name: "Person", Expected: "8a9856e0-f12d-4217-b320-c8a076be9320", Actual: "en anden"},
		{Mark: Passed, Name: "Tekst i MitID", Expected: "Kode 4821, Nordby Kommune", Actual: "den samme"},
		{Mark: Passed, Name: "MitID-brokerens signatur", Expected: "RS256", Actual: "gyldig"},
		{Mark: Skipped, Name: "Sikringsniveau", Actual: "ikke oplyst"},
	})
	qr := NewQR()
	if err := qr.Set("https://appswitch.mitid.dk"); err != nil {
		panic(err)
	}
	rows := NewRows(keys, nil)
	rows.Set([]Row{
		{Lead: "Udsteder", Text: `iss: "https://pp.netseidbroker.dk/op"`, Mono: true},
		{Lead: "Person", Text: `mitid.uuid: "8a9856e0-f12d-4217-b320-c8a076be9320"`, Mono: true, Note: "den, du bad om"},
		{Lead: "Alder", Text: `"88"`, Mono: true, Indent: 1, Note: "88 år"},
	})
	rows.FocusGained()
	figures := NewFigures()
	figures.Set(Figure{Value: "4.12", After: "tilbage"}, Figure{Before: "Spurgt", Value: "9 gange"}, Figure{Before: "Næste om", Value: "3 s"})
	say := NewSayBox()
	say.Set("Sig i telefonen", "»Jeg har sendt en anmodning til din MitID-app. Godkend kun, hvis koden er 4821.«", "4821")
	say.SetMore("Kan personen ikke se den: »Åbn MitID-appen.«")
	badges := NewRow(8, NewBadge("DEMO", ToneDemo), NewBadge("TEST", ToneTest), NewBadge("PRODUKTION", ToneProduction),
		NewTile("check", ToneVerified), NewTile("shield-cross", ToneRefused), NewTile("question", ToneUnknown), NewTile("hourglass", ToneNeutral))
	right := NewColumn(12,
		NewRow(8, NewButton(keys, "Start", "Ctrl+↵", Primary, none), NewButton(keys, "Kopiér", "", Quiet, none), NewButton(keys, "Annuller", "Esc", Danger, none), NewButton(keys, "Journal", "", Plain, none), disabled, quietDisabled),
		NewRow(8, focusedButton(Primary), focusedButton(Quiet), focusedButton(Danger), focusedButton(Plain)),
		tabs, table, badges, NewTopRow(16, 1, qr, NewColumn(12, figures, say, NewNotice(ToneWaiting, NewText("Adressen er dokumentationens.", Style{Fit: Wrapped, Color: "ringback.tone.text.waiting"})))),
		NewLeast(0, 90, rows),
	)
	return NewSurface(ColorGround, NewTopRow(0, 1, NewInset(16, 8, 16, 16, NewLeast(440, 0, NewCard(left))), NewInset(16, 16, 16, 8, NewCard(right))))
}

// presentingSheet looks like the presentation.
func presentingSheet() fyne.CanvasObject {
	figures := NewFigures()
	figures.Set(Figure{Value: "4:12", After: "left"}, Figure{Before: "Asked", Value: "9 times"}, Figure{Before: "Next in", Value: "3 s"}, Figure{Before: "Every", Value: "5 seconds"})
	say := NewSayBox()
	say.Set("Say on the phone", "“I have sent a request to your MitID app. Approve it only if the code is 4821.”", "4821")
	waiting := NewBar(ToneWaiting)
	waiting.SetValue(0.84)
	stateColor, _ := ToneColor(ToneWaiting)
	status := NewCard(NewColumn(14,
		NewStretchRow(11, 1, NewTile("clock", ToneWaiting), NewColumn(0,
			NewRow(8, NewBadge("DEMO", ToneDemo), NewText("Waiting", Style{Size: SizeState, Bold: true, Color: stateColor})),
			NewSoft("The request was sent. Waiting for an answer."))),
		waiting, figures, say,
	))
	return NewSurface(ColorGround, NewInset(30, 290, 0, 40, NewColumn(0, status)))
}

// dialogSheet has a dialog over the window.
func dialogSheet(c fyne.Canvas) fyne.CanvasObject {
	keys := NewKeys()
	d := NewDialog(c, keys, 480, "Set up production")
	secret := NewEntry(d.Keys(), EntryOptions{Password: true}, nil)
	secret.Set("s3cret")
	d.SetContent(
		NewSoft("The secret proves to the broker that a request comes from you. It is kept in the keyring of this machine."),
		NewField("Client ID", NewEntry(d.Keys(), EntryOptions{Mono: true}, nil)),
		NewField("Client secret", secret),
		NewCheck(d.Keys(), "Keep it in memory only", nil),
	)
	d.SetButtons(NewButton(d.Keys(), "Cancel", "Esc", Quiet, d.Dismiss), NewButton(d.Keys(), "Save", "", Primary, nil))
	d.Show()
	return windowSheet()
}
