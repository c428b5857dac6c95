package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// diagramOf shows a view's course as a diagram.
func diagramOf(t *testing.T, view desk.View) (*Window, *fakeDesk, *diagram) {
	t.Helper()
	w, d := open(t, emptyView(), plainShape())
	sample{view: view, tab: tabCourse, way: courseDiagram}.showIn(w, d)
	return w, d, w.screen.tabs.panel(tabCourse).(*course).diagram
}

// rowAt finds a row by its text.
func rowAt(t *testing.T, d *diagram, text string) int {
	t.Helper()
	i := slices.IndexFunc(d.sequence.Steps(), func(s kit.Step) bool { return s.Text == text })
	if i < 0 {
		t.Fatalf("no row %q", text)
	}
	return i
}

func TestAnArrowOpensItsExchange(t *testing.T) {
	view := waitingDiagram()
	w, _, d := diagramOf(t, view)
	network := w.screen.tabs.panel(tabNetwork).(*network)
	for _, text := range []string{"Request", "Accepted for 5 minutes", "Asks for the addresses"} {
		w.screen.tabs.turnTo(tabCourse)
		row := rowAt(t, d, text)
		d.choose(row)
		if w.screen.tabs.open != tabNetwork || network.pick != d.groups[row].steps[0].Exchange || network.pick == 0 {
			t.Errorf("%q opens exchange %d in the tab %s", text, network.pick, w.screen.tabs.open)
		}
	}
	w.screen.tabs.turnTo(tabCourse)
	for _, text := range []string{"Start", "Shows the request", "5 s"} {
		if d.choose(rowAt(t, d, text)); w.screen.tabs.open != tabCourse {
			t.Errorf("%q opens something", text)
		}
	}
	// A group that the user opened stays open when the view changes.
	d.choose(rowAt(t, d, "Request"))
	w.draw(checkingView())
	if w.screen.tabs.open != tabNetwork {
		t.Errorf("the desk goes on, and the tab is %s", w.screen.tabs.open)
	}
}

func TestAnArrowOpensNothingWhereTheNetworkIsHidden(t *testing.T) {
	view := waitingDiagram()
	view.Settings.HideNetwork = true
	w, _, d := diagramOf(t, view)
	for i := range d.groups {
		if d.groups[i].polls == 0 {
			d.choose(i)
		}
	}
	if w.screen.tabs.open != tabCourse {
		t.Errorf("the tab is %s", w.screen.tabs.open)
	}
	if w.screen.tabs.panel(tabCourse).(*course).hint.Visible() {
		t.Error("it says that arrows open something")
	}
}

func TestTheListIsSeenFirstAndTheChoiceHolds(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	shows := func() (list, diagram bool) {
		c := w.screen.tabs.panel(tabCourse).(*course)
		return c.rows.Visible(), c.diagram.object().Visible()
	}
	sample{view: waitingDiagram(), tab: tabCourse}.showIn(w, d)
	if list, diagram := shows(); !list || diagram {
		t.Error("the list isn't what is seen first")
	}
	w.focus(w.screen.tabs.panel(tabCourse).(*course).way)
	keyboardOf(w).key(fyne.KeyRight, 0)
	if list, diagram := shows(); list || !diagram {
		t.Error("Right doesn't turn to the diagram")
	}
	// Another language recreates all widgets.
	view := waitingDiagram()
	view.Settings.Language = "da"
	d.set(view)
	w.Changed()
	if list, diagram := shows(); list || !diagram || w.screen.tabs.panel(tabCourse).(*course).way.Selected() != courseDiagram {
		t.Error("in another language the choice is forgotten")
	}
	w.draw(emptyView())
	w.screen.tabs.turnTo(tabCourse)
	if list, diagram := shows(); list || diagram {
		t.Error("an idle desk shows a course")
	}
	w.draw(waitingDiagram())
	if list, diagram := shows(); list || !diagram {
		t.Error("with the next verification the choice is forgotten")
	}
}

// TestFolding checks which polls become one row: where a group begins, that the last poll has its
// own row, and what ends a group.
func TestFolding(t *testing.T) {
	lines := func(steps []desk.Step, open map[int]bool) string {
		line := ""
		for _, g := range fold(steps, open) {
			switch first := g.steps[0]; {
			case g.polls > 0:
				line += fmt.Sprintf("[%d]", g.polls)
			case first.Kind == desk.StepWait:
				line += "_"
			case first.What == "pending":
				line += "p"
			default:
				line += first.What[:1]
			}
		}
		return line
	}
	empty := func() *drawer { return &drawer{} }
	for _, c := range []struct {
		name string
		of   *drawer
		want string
	}{
		{name: "nothing", of: empty()},
		{name: "a few", of: empty().pending(foldFrom - 1), want: "p_p_p_p_"},
		{name: "enough", of: empty().pending(foldFrom), want: "[4]p_"},
		{name: "many", of: empty().pending(13), want: "[12]p_"},
		{name: "the last poll isn't paused after", of: empty().pending(12).poll("pending", desk.ToneNeutral), want: "[12]p"},
		{
			name: "something else between",
			of:   empty().pending(6).poll("slow_down", desk.ToneWaiting).wait("slow_down", 10).pending(6), want: "[5]p_s_[5]p_",
		},
		{
			name: "another pause",
			of:   empty().pending(5).poll("pending", desk.ToneNeutral).wait("slow_down", 10).poll("answered", desk.ToneNeutral),
			want: "[5]p_a",
		},
		{name: "before and after", of: begun(true).pending(5).poll("refused", desk.ToneNeutral), want: "sarap_[4]p_r"},
	} {
		if got := lines(c.of.steps, nil); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	d := empty().pending(6)
	if got := lines(d.steps, map[int]bool{1: true}); got != "[5]p_p_p_p_p_p_" {
		t.Errorf("opened: %s", got)
	}
	total := 0
	for _, g := range fold(begun(true).pending(300).steps, nil) {
		total += len(g.steps)
	}
	if total != len(begun(true).pending(300).steps) {
		t.Errorf("of the steps %d are drawn", total)
	}
}

func TestAFoldedGroupOpensAndCloses(t *testing.T) {
	view := waitingDiagram()
	w, _, d := diagramOf(t, view)
	before := len(d.sequence.Steps())
	d.choose(rowAt(t, d, "Poll × 12 · pending"))
	if opened := d.sequence.Steps(); len(opened) != before+24 || opened[rowAt(t, d, "Poll × 12 · pending")].Kind != kit.StepOpen {
		t.Errorf("opened, there are %d rows instead of %d", len(opened), before)
	}
	rowAt(t, d, "Poll 7 · pending")
	// It stays open while the diagram grows …
	grown := view
	grown.Sequence = append(slices.Clone(view.Sequence), desk.Step{
		Seq: len(view.Sequence) + 1, At: at(10, 44, 0), Kind: desk.StepCall, From: desk.PartyRingback, To: desk.PartyBroker, What: "pending",
		Text: desk.Say("sequence.poll.pending", "Number", 16), Tone: desk.ToneNeutral,
	})
	w.draw(grown)
	rowAt(t, d, "Poll 7 · pending")
	rowAt(t, d, "Poll 16 · pending")
	d.choose(rowAt(t, d, "Poll × 12 · pending"))
	if closed := len(d.sequence.Steps()); closed != before+1 {
		t.Errorf("closed, there are %d rows", closed)
	}
	d.choose(rowAt(t, d, "Poll × 12 · pending"))
	// … and not in the next verification.
	next := waitingDiagram()
	for i := range next.Sequence {
		next.Sequence[i].At = next.Sequence[i].At.Add(1)
	}
	w.draw(next)
	if rows := len(d.sequence.Steps()); rows != before {
		t.Errorf("the next verification begins with %d rows, want %d", rows, before)
	}
}

// TestThePhoneIsUnseenOutsideDemo: nothing shows us what reaches a phone.
func TestThePhoneIsUnseenOutsideDemo(t *testing.T) {
	_, _, d := diagramOf(t, testedDiagram())
	for _, line := range d.lifelines(false) {
		if line.Unseen != (line.Label == "Phone") {
			t.Errorf("outside demo: %+v", line)
		}
	}
	for _, line := range d.lifelines(true) {
		if line.Unseen {
			t.Errorf("in demo: %+v", line)
		}
	}
}

// TestATickDrawsNoDiagram: the countdown causes a view each second, mostly with an unchanged
// diagram.
func TestATickDrawsNoDiagram(t *testing.T) {
	view := waitingDiagram()
	w, _, d := diagramOf(t, view)
	before := &d.groups[0]
	view.Status.Remaining--
	w.draw(view)
	if &d.groups[0] != before {
		t.Error("a second later the rows are new")
	}
}

// TestTheDiagramOfAPresentation has the same groups open, and opens no exchange where the Network
// tab isn't shown.
func TestTheDiagramOfAPresentation(t *testing.T) {
	w, d := open(t, verifiedDiagram(), plainShape())
	w.course = courseDiagram
	w.beginPresentation(true)
	became := verifiedDiagram()
	become(w, d, became)
	tabs := w.presented.tabs
	w.presented.turnTo(tabCourse)
	diagram := tabs.panel(tabCourse).(*course).diagram
	before := w.screen.tabs.open
	diagram.choose(rowAt(t, diagram, "Request"))
	if w.presented.page != tabNetwork || tabs.open != tabNetwork || w.screen.tabs.open != before {
		t.Errorf("in demo the presentation shows the tab %s, and below it %s", tabs.open, w.screen.tabs.open)
	}
	w.presented.turnTo(tabCourse)
	become(w, d, real(became))
	for i := range diagram.groups {
		diagram.choose(i)
	}
	if w.presented.page != tabCourse || tabs.open != tabCourse || tabs.panel(tabCourse).(*course).hint.Visible() {
		t.Errorf("outside demo an arrow opens the tab %s", tabs.open)
	}
	// The list shows no more than the presentation does.
	tabs.panel(tabCourse).(*course).see(courseList)
	if all := readable(w); slices.ContainsFunc(personal(), func(one string) bool { return strings.Contains(all, one) }) {
		t.Error("turning to the list unveils something")
	}
}
