package receipt

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/font/sfnt"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ui/desk"
)

const uuid = "8a9856e0-f12d-4217-b320-c8a076be9320"

func TestMain(m *testing.M) {
	// so that times are written the same everywhere
	time.Local = time.FixedZone("CET", 3600)
	os.Exit(m.Run())
}

// fonts are the ones that the window passes: Fyne's.
var fonts = sync.OnceValues(func() ([2][]byte, error) {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		return [2][]byte{}, err
	}
	var both [2][]byte
	for i, name := range []string{"NotoSans-Regular.ttf", "NotoSans-Bold.ttf"} {
		if both[i], err = os.ReadFile(filepath.Join(strings.TrimSpace(string(folder)), "theme", "font", name)); err != nil {
			return both, err
		}
	}
	return both, nil
})

func load(t testing.TB, language assets.Language) *assets.Words {
	t.Helper()
	words, err := assets.Load(language)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

var at = time.Date(2026, time.March, 14, 9, 42, 51, 0, time.UTC)

// verifiedView returns what the desk shows after an approval.
func verifiedView() desk.View {
	o := &desk.Outcome{
		Outcome: "verified", At: at, Sent: at.Add(-40 * time.Second), Approved: at.Add(-3 * time.Second), Advice: desk.Say("outcome.verified.meaning"),
		Person: uuid, Text: "Kode 4821, Nordby Kommune: æøå ÆØÅ", Case: "2026-118842", Name: "Mette Holm Sørensen", DateOfBirth: time.Date(1979, 3, 14, 0, 0, 0, 0, time.UTC),
		Transaction: "3b0f3dc4-31b4-4c36-9c6c-0c9a2c1f44aa", Recorded: true,
		Caller: desk.TheyCalled, Operator: "anna", Record: "5b1d0c9e-0d6c-4a53-9f1e-2f6f8c1e7d10", ControlCode: "17-3fa9-c2d4-0b1e-77aa-5c10",
		TokenDigest: strings.Repeat("4a7d1ed414474e40", 4), Thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
	}
	for _, check := range ciba.CheckOrder() {
		id := string(check)
		o.Checks = append(o.Checks, desk.Check{ID: id, Result: "pass", Expected: desk.Value{Text: "expected-" + id}, Actual: desk.Value{Word: desk.Say("check.value.same")}})
	}
	o.Checks[2].Result = "skip" // the longest word for a result, in Danish
	o.Checks[5].Expected = desk.Value{Text: "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"}
	o.Checks[9].Actual = desk.Value{Time: at}
	o.Checks[12].Expected, o.Checks[12].Actual = desk.Value{Text: uuid}, desk.Value{Text: uuid}
	o.Checks[13].Expected = desk.Value{Text: o.Text}
	o.Checks[14].Expected = desk.Value{Text: o.Transaction}
	return desk.View{
		State: desk.Ended, Now: at.Add(20 * time.Second), Outcome: o,
		Environment: desk.Environment{ID: "demo", Badge: desk.BadgeDemo, BuiltIn: true},
		Status: desk.Status{
			Badge: desk.BadgeDemo, Tone: desk.ToneVerified, Word: desk.Say("outcome.verified.word"),
			Sentence: desk.Say("outcome.verified.sentence", "Name", o.Name, "At", desk.At(o.Approved)),
		},
	}
}

// byCPRView returns what a test environment shows when the person was asked for by CPR number.
func byCPRView() desk.View {
	v := verifiedView()
	v.Outcome.Person, v.Outcome.ByCPR = "080436-••••", true
	v.Outcome.Checks[12].Expected = desk.Value{Text: v.Outcome.Person}
	v.Outcome.Checks[12].Actual = desk.Value{Word: desk.Say("check.value.matched")}
	// the fullest page: with a badge, and recorded in a journal that lasts
	v.Environment = desk.Environment{ID: "nordby", Name: "Nordby Kommune, test", Badge: desk.BadgeTest}
	v.Status.Badge = desk.BadgeTest
	return v
}

// otherPersonView returns what it shows when another person approved.
func otherPersonView() desk.View {
	v := verifiedView()
	o := v.Outcome
	o.Outcome, o.Name, o.DateOfBirth, o.Transaction, o.Approved, o.Advice = "not_verified", "", time.Time{}, "", time.Time{}, desk.Text{}
	o.Checks[12].Result, o.Checks[12].Actual = "fail", desk.Value{Word: desk.Say("check.value.someone_else")}
	v.Environment = desk.Environment{ID: "nordby", Name: "Nordby Kommune, test", Badge: desk.BadgeTest}
	v.Status.Badge, v.Status.Tone = desk.BadgeTest, desk.ToneRefused
	v.Status.Word, v.Status.Sentence = desk.Say("outcome.not_verified.word"), desk.Say("outcome.not_verified.sentence.person")
	return v
}

// expiredView returns what production shows when the request expired.
func expiredView() desk.View {
	v := otherPersonView()
	o := v.Outcome
	o.Outcome, o.Checks, o.Advice, o.Recorded = "expired", nil, desk.Say("outcome.expired.note"), false
	v.Environment = desk.Environment{ID: "production", Badge: desk.BadgeProduction, BuiltIn: true}
	v.Status.Badge, v.Status.Tone = desk.BadgeProduction, desk.ToneNeutral
	v.Status.Word, v.Status.Sentence = desk.Say("outcome.expired.word"), desk.Say("outcome.expired.sentence")
	return v
}

// said returns all texts of a content.
func said(c Content) string {
	all := []string{c.Badge, c.BadgeNote, c.Word, c.Sentence}
	all = append(append(append(all, c.Notes...), c.Foot...), c.Headings[:]...)
	for _, row := range append(slices.Clone(c.Rows), c.Evidence...) {
		all = append(all, row.Label, row.Value)
	}
	for _, check := range c.Checks {
		all = append(all, check.Name, check.Result, check.Expected, check.Actual)
	}
	return strings.Join(append(all, c.title), "\n")
}

func content(t testing.TB, view desk.View, language assets.Language) Content {
	t.Helper()
	c, ok := New(view, load(t, language), "1.2.3")
	if !ok {
		t.Fatal("no content")
	}
	return c
}

func render(t testing.TB, c Content) []byte {
	t.Helper()
	both, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Write(&out, c, both[0], both[1]); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatItSays(t *testing.T) {
	for _, language := range assets.Languages() {
		for name, view := range map[string]desk.View{"verified": verifiedView(), "other person": otherPersonView(), "expired": expiredView()} {
			text := said(content(t, view, language))
			if strings.Contains(text, "[") {
				t.Errorf("%s %s: a text is missing:\n%s", language, name, text)
			}
			for what, secret := range map[string]string{"the UUID": uuid, "a date of birth": "1979", "the provider's name for the person": "expected-subject"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s %s: it holds %s:\n%s", language, name, what, text)
				}
			}
			if strings.Contains(text, "3b0f3dc4") != (name == "verified") {
				t.Errorf("%s %s: the transaction of somebody else's approval is nobody's business:\n%s", language, name, text)
			}
			if strings.Contains(text, "DEMO") != (name == "verified") || strings.Contains(text, "TEST") != (name == "other person") {
				t.Errorf("%s %s: the badge is wrong:\n%s", language, name, text)
			}
		}
	}
	text := said(content(t, verifiedView(), assets.Danish))
	for _, want := range []string{"DEMO · Bekræftet", "Mette Holm Sørensen", "Kode 4821, Nordby Kommune: æøå ÆØÅ", "den 14. marts 2026 kl. 10.42.48 UTC+01:00", "14-03-2026 kl. 10.42.51 UTC+01:00", "3b0f3dc4", "expected-issuer"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if not := said(content(t, expiredView(), assets.English)); !strings.Contains(not, "Not recorded") {
		t.Errorf("it doesn't say that it wasn't recorded:\n%s", not)
	}
}

// TestItSaysWhyNobodyIsVerified in both languages, on one page, and without a foreign reference.
func TestItSaysWhyNobodyIsVerified(t *testing.T) {
	const code = "signature:two_keys"
	for word, advice := range map[string]desk.Text{
		"person": {}, "reference_text": {}, "assurance": {},
		"not_genuine": desk.Say("outcome.not_verified.advice.not_genuine", "Code", code),
		"uncheckable": desk.Say("outcome.not_verified.advice.uncheckable", "Code", code),
	} {
		for _, language := range assets.Languages() {
			view := otherPersonView()
			view.Status.Sentence, view.Outcome.Advice = desk.Say("outcome.not_verified.sentence."+word), advice
			for i := range view.Outcome.Checks {
				if view.Outcome.Checks[i].ID == "request_binding" {
					view.Outcome.Checks[i].Actual = desk.Value{Text: "sag-18"}
				}
			}
			c := content(t, view, language)
			text := said(c)
			for _, want := range []desk.Text{view.Status.Sentence, advice} {
				if words := load(t, language); !want.IsZero() && (!words.Has(want.Key) || !strings.Contains(text, want.In(words))) {
					t.Errorf("%s, %s: %q is missing in\n%s", word, language, want.In(words), text)
				}
			}
			if strings.Contains(text, "sag-18") {
				t.Errorf("%s, %s: it holds a foreign reference:\n%s", word, language, text)
			}
			if n := strings.Count(string(render(t, c)), "/Type /Page\n"); n != 1 {
				t.Errorf("%s: %d pages", word, n)
			}
		}
	}
}

// TestItCanBeFiled: it says who operated, who called whom, and by what it can be compared later.
func TestItCanBeFiled(t *testing.T) {
	for name, test := range map[string]struct {
		view     desk.View
		recorded bool // in a journal that lasts
	}{
		"verified, in demo": {view: verifiedView()},
		"other person":      {view: otherPersonView(), recorded: true},
		"not recorded":      {view: expiredView()},
	} {
		for _, language := range assets.Languages() {
			text := said(content(t, test.view, language))
			o, words := test.view.Outcome, load(t, language)
			for _, want := range []string{o.Operator, words.Text("form.caller.citizen", nil), o.Thumbprint, o.TokenDigest, "1.2.3", "…9320"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, %s: %q is missing in\n%s", name, language, want, text)
				}
			}
			if strings.Contains(text, o.Record) != test.recorded || strings.Contains(text, o.ControlCode) != test.recorded {
				t.Errorf("%s, %s: of the journal it says\n%s", name, language, text)
			}
		}
	}
	view := verifiedView()
	view.Outcome.Caller = desk.WeCalled
	if text := said(content(t, view, assets.Danish)); !strings.Contains(text, "Vi ringede") || strings.Contains(text, "Borgeren ringede") {
		t.Errorf("who called whom is wrong:\n%s", text)
	}
}

// TestWhoWasAskedIsMasked unless the operator wants the UUID whole; a CPR number always is.
func TestWhoWasAskedIsMasked(t *testing.T) {
	c := content(t, verifiedView(), assets.English)
	if masked := said(c.Without(FieldAsked)); strings.Contains(masked, uuid) || !strings.Contains(masked, "MitID UUID …9320") {
		t.Errorf("masked it says\n%s", masked)
	}
	if whole := said(c.With(FieldAsked)); !strings.Contains(whole, "MitID UUID "+uuid) {
		t.Errorf("whole it says\n%s", whole)
	}
	if strings.Contains(said(c), uuid) {
		t.Error("showing it whole changed the content itself")
	}
	for _, language := range assets.Languages() {
		c := content(t, byCPRView(), language)
		if text := said(c.With(FieldAsked)); !strings.Contains(text, "080436-••••") || c.Rows[0].Whole != "" {
			t.Errorf("by CPR number it says\n%s", text)
		}
	}
}

func TestFileName(t *testing.T) {
	tests := []struct {
		caseNumber      string
		english, danish string
	}{
		{caseNumber: "2026-118842", english: "receipt-2026-03-14-2026-118842.pdf", danish: "kvittering-2026-03-14-2026-118842.pdf"},
		{caseNumber: "", english: "receipt-2026-03-14.pdf", danish: "kvittering-2026-03-14.pdf"},
		{caseNumber: "080436-0468", english: "receipt-2026-03-14.pdf", danish: "kvittering-2026-03-14.pdf"},
	}
	for _, test := range tests {
		view := verifiedView()
		view.Outcome.Case = test.caseNumber
		for language, want := range map[assets.Language]string{assets.English: test.english, assets.Danish: test.danish} {
			c, words := content(t, view, language), load(t, language)
			if got := c.FileName(words); got != want {
				t.Errorf("the file of case %q is called %q, want %q", test.caseNumber, got, want)
			}
			if got := c.Without(FieldCase).FileName(words); strings.Contains(got, "118842") {
				t.Errorf("without the case the file is called %q", got)
			}
		}
	}
}

// TestThePropertiesOfTheFile: title and language, and nothing personal.
func TestThePropertiesOfTheFile(t *testing.T) {
	for language, want := range map[assets.Language]string{
		assets.English: "Ringback: receipt, 14 Mar 2026, DEMO · Verified", assets.Danish: "Ringback: kvittering, 14-03-2026, DEMO · Bekræftet",
	} {
		c := content(t, verifiedView(), language)
		if c.title != want {
			t.Errorf("the title is %q, want %q", c.title, want)
		}
		if file := string(render(t, c)); !strings.Contains(file, "/Lang ("+string(language)+")") {
			t.Errorf("%s: the file doesn't say its language", language)
		}
	}
}

func TestPersonalFieldsCanBeLeftOut(t *testing.T) {
	whole := content(t, verifiedView(), assets.English)
	before := said(whole)
	values := map[Field]string{FieldName: "Mette", FieldText: "4821", FieldCase: "2026-118842", FieldTransaction: "3b0f3dc4"}
	var all []Field
	for _, row := range whole.Rows {
		if row.Personal != (values[row.Field] != "") {
			t.Errorf("%s: personal is %t", row.Field, row.Personal)
		}
		all = append(all, row.Field)
	}
	for field, value := range values {
		text := said(whole.Without(field))
		if strings.Contains(text, value) {
			t.Errorf("without %s it still holds %q:\n%s", field, value, text)
		}
		for other, stays := range values {
			if other != field && !strings.Contains(text, stays) {
				t.Errorf("without %s it lacks %s", field, other)
			}
		}
		if strings.Contains(text, "[") {
			t.Errorf("without %s a text is missing:\n%s", field, text)
		}
	}
	none := said(whole.Without(all...))
	for field, value := range values {
		if strings.Contains(none, value) {
			t.Errorf("without everything it still holds %s", field)
		}
	}
	if !strings.Contains(none, "Built-in demo") {
		t.Error("what isn't personal went too")
	}
	if said(whole) != before {
		t.Error("leaving fields out changed the content itself")
	}
}

func TestNoReceiptWithoutAnOutcome(t *testing.T) {
	words := load(t, assets.English)
	waiting := verifiedView()
	waiting.State = desk.Waiting
	for name, view := range map[string]desk.View{"nothing": {}, "waiting": waiting, "ended without": {State: desk.Ended}} {
		if c, ok := New(view, words, "1.2.3"); ok || !reflect.DeepEqual(c, Content{}) {
			t.Errorf("%s: there is a receipt", name)
		}
	}
}

func TestAProtectedNameIsLeftOut(t *testing.T) {
	view := verifiedView()
	view.Outcome.NameProtected = true
	view.Status.Sentence = desk.Say("outcome.verified.sentence_protected", "At", desk.At(at))
	if text := said(content(t, view, assets.English)); strings.Contains(text, "Mette") || !strings.Contains(text, "protected") {
		t.Errorf("it says\n%s", text)
	}
}

func TestForeignTextIsCleaned(t *testing.T) {
	view := verifiedView()
	view.Outcome.Name = "Mette\u202e\u200b\n\x07Holm\xff  S"
	view.Status.Sentence = desk.Say("outcome.verified.sentence", "Name", view.Outcome.Name, "At", desk.At(at))
	view.Outcome.Checks[4].Actual = desk.Value{Text: "a\u2066b\x00"}
	text := said(content(t, view, assets.English))
	for _, bad := range []string{"\u202e", "\u200b", "\x07", "\xff", "\u2066", "\x00"} {
		if strings.Contains(text, bad) {
			t.Errorf("it holds %q", bad)
		}
	}
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	c := content(t, verifiedView(), assets.Danish)
	first := render(t, c)
	for range 5 {
		if !bytes.Equal(render(t, c), first) {
			t.Fatal("the bytes differ")
		}
	}
	c.made = c.made.Add(time.Second)
	if bytes.Equal(render(t, c), first) {
		t.Error("another time gives the same bytes")
	}
}

func TestThePropertiesHoldNothingPersonal(t *testing.T) {
	pdf := string(render(t, content(t, verifiedView(), assets.Danish)))
	for _, personal := range []string{"Mette", "4821", uuid, "3b0f3dc4"} {
		utf16 := strings.Join(strings.Split(personal, ""), "\x00")
		if strings.Contains(pdf, personal) || strings.Contains(pdf, utf16) {
			t.Errorf("the properties hold %s", personal)
		}
	}
	if n := strings.Count(pdf, "/Type /Page\n"); n != 1 {
		t.Errorf("%d pages", n)
	}
}

// TestItFitsOnOnePage with texts of any length, in characters of any kind.
func TestItFitsOnOnePage(t *testing.T) {
	for name, text := range map[string]string{
		"long": strings.Repeat("Ålesund ", 400), "one word": strings.Repeat("W", 4000), "emoji": strings.Repeat("😉", 300),
		"not in the font": strings.Repeat("漢字", 300), "right to left": strings.Repeat("שלום ", 200), "private use": "\U000f0000\ufdd0",
		"beyond the library, in the font": "\U0001df00\U00010780\U0001e0ff",
	} {
		view := otherPersonView()
		o := view.Outcome
		o.Name, o.Text, o.Transaction, o.Error, o.Approved = text, text, text, text, at
		o.Operator, o.Person, o.Record, o.Case = text, text, text, text
		o.Thumbprint, o.TokenDigest, o.ControlCode = text, text, text
		view.Environment.Name = text
		view.Status.Sentence = desk.Say("outcome.verified.sentence", "Name", text, "At", desk.At(at))
		o.Advice = desk.Say("outcome.not_verified.advice.uncheckable", "Code", text)
		o.Recorded = false
		for i := range o.Checks {
			o.Checks[i].Result, o.Checks[i].Expected, o.Checks[i].Actual = "fail", desk.Value{Text: text}, desk.Value{Text: text}
		}
		if n := strings.Count(string(render(t, content(t, view, assets.Danish))), "/Type /Page\n"); n != 1 {
			t.Errorf("%s: %d pages", name, n)
		}
	}
}

// TestTheFullestPageCutsNothing: with a badge, in a lasting journal, with a text of the most
// characters that MitID takes, nothing is shortened.
func TestTheFullestPageCutsNothing(t *testing.T) {
	both, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*sfnt.Font
	for _, data := range both {
		font, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, font)
	}
	for _, language := range assets.Languages() {
		view := byCPRView()
		view.Outcome.Text = strings.Repeat("Kode 4821, Nordby Kommune ", 5)
		c := content(t, view, language)
		p := &page{Fpdf: newDocument(c, slices.Clone(both[0]), slices.Clone(both[1])), fonts: parsed, most: narrowing()[0]}
		if height := p.height(c); height > bottom-top {
			t.Errorf("%s: it takes %.0f mm of %.0f", language, height, bottom-top)
		}
	}
}

func TestWriteRejectsInvalidFonts(t *testing.T) {
	both, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	c := content(t, verifiedView(), assets.English)
	for name, font := range map[string][]byte{"nothing": nil, "text": []byte("not a font"), "half": both[0][:1000], "CFF": append([]byte("OTTO"), both[0][4:]...)} {
		for _, pair := range [][2][]byte{{font, both[1]}, {both[0], font}} {
			var out bytes.Buffer
			if err := Write(&out, c, pair[0], pair[1]); err != ErrFont || out.Len() > 0 {
				t.Errorf("%s: %v, and %d bytes", name, err, out.Len())
			}
		}
	}
}

// FuzzPage draws foreign texts on one document, since parsing the fonts each time would leave no
// time for the texts.
func FuzzPage(f *testing.F) {
	f.Add("Mette Holm Sørensen", "Kode 4821, Ærø")
	f.Add("\U0010ffff\xff\u202e", strings.Repeat("😉", 65))
	f.Add("", " ")
	both, err := fonts()
	if err != nil {
		f.Fatal(err)
	}
	var parsed []*sfnt.Font
	for _, data := range both {
		font, err := sfnt.Parse(data)
		if err != nil {
			f.Fatal(err)
		}
		parsed = append(parsed, font)
	}
	words := load(f, assets.English)
	pdf := newDocument(content(f, verifiedView(), assets.English), slices.Clone(both[0]), slices.Clone(both[1]))
	f.Fuzz(func(t *testing.T, name, reference string) {
		view := verifiedView()
		view.Outcome.Name, view.Outcome.Text = name, reference
		view.Status.Sentence = desk.Say("outcome.verified.sentence", "Name", name, "At", desk.At(at))
		c, _ := New(view, words, "1.2.3")
		p := &page{Fpdf: pdf, fonts: parsed, most: narrowing()[len(narrowing())-1]}
		if height := p.height(c); height > bottom-top {
			t.Errorf("it takes %.0f mm", height)
		}
		p.draw(c)
		if pdf.Error() != nil || pdf.PageCount() != 1 {
			t.Errorf("%v, %d pages", pdf.Error(), pdf.PageCount())
		}
	})
}
