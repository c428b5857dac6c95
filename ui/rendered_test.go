package ui

import (
	"fmt"
	"image"
	"image/color"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// drawnText is a text at its place in the window.
type drawnText struct {
	text     string
	at       fyne.Position
	size     fyne.Size
	scrolled bool // in a scroll: it may be out of view
	within   box  // the smallest ground below it
	layer    int  // 0 for the window, 1 and up for dialogs above it
}

type box struct{ left, top, right, bottom float32 }

func boxOf(at fyne.Position, size fyne.Size) box {
	return box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

// and returns the intersection of two boxes.
func (b box) and(other box) box {
	return box{max(b.left, other.left), max(b.top, other.top), min(b.right, other.right), min(b.bottom, other.bottom)}
}

// isCard reports whether a container is a card, whose content must lie on its ground.
func isCard(o fyne.CanvasObject) bool {
	box, ok := o.(*fyne.Container)
	return ok && fmt.Sprintf("%T", box.Layout) == "kit.card"
}

// texts returns all texts that a window draws.
func texts(w *Window) []drawnText {
	var all []drawnText
	var visit func(o fyne.CanvasObject, at fyne.Position, within box, scrolled bool, layer int)
	visit = func(o fyne.CanvasObject, at fyne.Position, within box, scrolled bool, layer int) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			if strings.TrimSpace(o.Text) != "" {
				all = append(all, drawnText{o.Text, at, o.MinSize(), scrolled, within, layer})
			}
		case *fyne.Container:
			if isCard(o) {
				within = within.and(boxOf(at, o.Size()))
			}
			for _, child := range o.Objects {
				visit(child, at, within, scrolled, layer)
			}
		case *container.Scroll:
			visit(o.Content, at, within.and(boxOf(at, o.Size())), true, layer)
		case *widget.List, *widget.Entry:
			return // Fyne's own, whose content scrolls
		case fyne.Widget:
			if _, ok := o.(*kit.Rows); ok {
				return
			}
			if _, ok := o.(*kit.Entry); ok {
				return
			}
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child, at, within.and(boxOf(at, o.Size())), scrolled, layer)
			}
		}
	}
	size := w.window.Canvas().Size()
	visit(w.window.Content(), fyne.NewPos(0, 0), boxOf(fyne.NewPos(0, 0), size), false, 0)
	for i, overlay := range w.window.Canvas().Overlays().List() {
		visit(overlay, fyne.NewPos(0, 0), boxOf(fyne.NewPos(0, 0), size), false, i+1)
	}
	return all
}

// faults describes what is cut off, lies outside or overlaps.
func faults(w *Window) []string {
	slack := dp(1.5)
	var found []string
	size := w.window.Canvas().Size()
	key := regexp.MustCompile(`^\[[a-z_]+(\.[A-Za-z0-9_-]+)+\]$`)
	all := texts(w)
	for i, one := range all {
		if key.MatchString(one.text) {
			found = append(found, fmt.Sprintf("%q has no words", one.text))
		}
		b := boxOf(one.at, one.size)
		if b.left < one.within.left-slack || b.right > one.within.right+slack {
			found = append(found, fmt.Sprintf("%q reaches from %.0f to %.0f, out of its ground from %.0f to %.0f", one.text, b.left, b.right, one.within.left, one.within.right))
		}
		if !one.scrolled && (b.top < -slack || b.bottom > size.Height+slack || b.top < one.within.top-slack || b.bottom > one.within.bottom+slack) {
			found = append(found, fmt.Sprintf("%q reaches from %.0f down to %.0f, out of its ground from %.0f to %.0f", one.text, b.top, b.bottom, one.within.top, one.within.bottom))
		}
		b = b.and(one.within) // text scrolled out of view lies on nothing
		for _, other := range all[:i] {
			o := boxOf(other.at, other.size).and(other.within)
			// Lines of one paragraph may touch: a text's box is a little higher than its letters.
			wide := min(b.right, o.right) - max(b.left, o.left)
			high := min(b.bottom, o.bottom) - max(b.top, o.top)
			if one.layer == other.layer && one.scrolled == other.scrolled && wide > 2 && high > 0.35*min(one.size.Height, other.size.Height) {
				found = append(found, fmt.Sprintf("%q and %q lie on each other", one.text, other.text))
			}
		}
	}
	return found
}

func TestTheFinderOfFaultsFindsThem(t *testing.T) {
	app := newApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light))
	text := func(s string) *kit.Text { return kit.NewText(s, kit.Style{}) }
	narrow := kit.NewSurface(kit.ColorCard, container.NewWithoutLayout(text("wider than its ground")))
	tests := map[string]struct {
		content fyne.CanvasObject
		want    string
	}{
		"cut off":  {container.NewWithoutLayout(narrow), "out of its ground"},
		"overlaps": {container.NewStack(text("one"), text("other")), "lie on each other"},
		"no words": {text("[tab.result]"), "has no words"},
		"fine":     {kit.NewColumn(8, text("one"), text("other")), ""},
	}
	for name, one := range tests {
		t.Run(name, func(t *testing.T) {
			window := test.NewTempWindow(t, one.content)
			window.Resize(fyne.NewSize(400, 200))
			narrow.Resize(fyne.NewSize(40, 40))
			walk(narrow, func(o fyne.CanvasObject) {
				if one, ok := o.(*kit.Text); ok {
					one.Resize(one.MinSize())
				}
			})
			found := strings.Join(faults(&Window{window: window}), "\n")
			if !strings.Contains(found, one.want) || (one.want == "") != (found == "") {
				t.Errorf("found %q, want %q", found, one.want)
			}
		})
	}
}

// showsVerifiedColor reports whether one of the two colours of verified is painted.
func showsVerifiedColor(w *Window) bool {
	text, ground := kit.ToneColor(kit.ToneVerified)
	look := w.app.Settings().Theme()
	variant := w.app.Settings().ThemeVariant()
	first := color.NRGBAModel.Convert(look.Color(text, variant)).(color.NRGBA)
	second := color.NRGBAModel.Convert(look.Color(ground, variant)).(color.NRGBA)
	painted := w.window.Canvas().Capture().(*image.NRGBA)
	for i := 0; i+3 < len(painted.Pix); i += 4 {
		pixel := color.NRGBA{painted.Pix[i], painted.Pix[i+1], painted.Pix[i+2], 255}
		if pixel == first || pixel == second {
			return true
		}
	}
	return false
}

// shown returns every text of a window, with wrapped lines joined.
func shown(w *Window) string {
	var b strings.Builder
	for _, one := range texts(w) {
		b.WriteString(one.text + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestAnOutcomeIsShownWithWhatWasSent(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	for _, s := range oneIn(oneScreenIn, samples()) {
		if s.view.Outcome == nil || s.view.Decoded != nil { // which hides it
			continue
		}
		// Even if the form held something else by mistake, the card shows what was sent.
		s.view.Form.Person.Value, s.view.Form.Text.Value = "0d3a7c52-91be-4a0c-8f4e-6b1f0c2d9e11", "another text"
		s.showIn(w, d)
		if person, text := w.screen.status.asSent.person.Text(), w.screen.status.asSent.text.Text(); person != fitting(s.view.Outcome.Person) || text != s.view.Outcome.Text {
			t.Errorf("%s: the outcome is next to %q and %q, not next to what was sent", s.name, person, text)
		}
		if !strings.Contains(shown(w), fitting(s.view.Outcome.Person)) {
			t.Errorf("%s: the person isn't drawn", s.name)
		}
	}
}

func TestTheBadgeGoesWhereTheOutcomeGoes(t *testing.T) {
	for badge, want := range map[desk.Badge]bool{desk.BadgeDemo: true, desk.BadgeTest: true, desk.BadgeProduction: false} {
		view := verifiedView()
		view.Status.Badge = badge
		w, _ := open(t, view, plainShape())
		if got := w.screen.status.badge.Visible(); got != want {
			t.Errorf("%s: the badge is next to the outcome: %v, want %v", badge, got, want)
		}
	}
}

func TestUnverifiedClaimsLookUnlikeVerified(t *testing.T) {
	verified := sample{view: verifiedView(), tab: tabClaims}.show(t, plainShape())
	if strings.Contains(shown(verified), "Not verified: read") {
		t.Error("verified claims stand under the banner of unverified ones")
	}
	for _, row := range verified.screen.tabs.panel(tabClaims).(*claims).rows.Rows() {
		if strings.Contains(row.Copy, "Not verified") {
			t.Errorf("a verified claim is copied as %q", row.Copy)
		}
	}
	unverified := sample{view: notVerifiedView("person", desk.Value{}), tab: tabClaims}.show(t, plainShape())
	if !strings.Contains(shown(unverified), "Not verified: read, but not proven") {
		t.Error("unverified claims stand without their banner")
	}
	for _, row := range unverified.screen.tabs.panel(tabClaims).(*claims).rows.Rows() {
		if row.Text != "" && (row.Color != kit.ColorSoft || !strings.Contains(row.Copy, "Not verified")) {
			t.Errorf("an unverified claim looks verified: %+v", row)
		}
		if strings.Contains(row.Text, sampleName) {
			t.Error("a withheld name is shown")
		}
	}
}

func TestTheTitleHoldsNoName(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	for _, s := range oneIn(oneScreenIn, samples()) {
		s.showIn(w, d)
		title := w.window.Title()
		if !strings.HasPrefix(title, "Ringback") || strings.Contains(title, "Mette") || strings.Contains(title, samplePerson[:8]) {
			t.Errorf("%s: the title is %q", s.name, title)
		}
	}
}

func TestThePhoneIsNextToTheTabsOrInOne(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	if !w.screen.phone.object().Visible() || slices.Contains(w.screen.tabs.offered, tabPhone) {
		t.Error("in a wide window the phone isn't next to the tabs")
	}
	w.window.Resize(fyne.NewSize(1199, 800))
	if w.screen.phone.object().Visible() || !slices.Contains(w.screen.tabs.offered, tabPhone) {
		t.Error("in a narrow window the phone is no tab")
	}
	w.window.Resize(fyne.NewSize(1200, 800))
	if !w.screen.phone.object().Visible() || slices.Contains(w.screen.tabs.offered, tabPhone) {
		t.Error("back in a wide window the phone isn't next to the tabs again")
	}

	real := waitingView()
	real.Phone = nil
	w, _ = open(t, real, plainShape())
	if w.screen.phone.object().Visible() || slices.Contains(w.screen.tabs.offered, tabPhone) {
		t.Error("outside demo there is a phone")
	}
}
