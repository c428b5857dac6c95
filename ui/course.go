package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// The ways of showing the course.
const (
	courseList    = "list"
	courseDiagram = "diagram"
)

// course shows what happened, as a list or as a sequence diagram.
type course struct {
	w       *Window
	tabs    *tabs // that it belongs to
	way     *kit.Segmented
	hint    *kit.Text
	rows    *kit.Rows
	last    int // the number of lines that were shown
	diagram *diagram
	empty   *kit.Text
	head    *fyne.Container
	stage   *fyne.Container
}

func newCourse(w *Window, t *tabs) *course {
	say := w.words
	c := &course{w: w, tabs: t, rows: kit.NewRows(w.keys, nil), diagram: newDiagram(w, t), empty: kit.NewSoft(say.get("course.empty"))}
	c.way = kit.NewSmallSegmented(w.keys, options([]string{courseList, courseDiagram}, func(way string) string { return say.get("sequence.way." + way) }), w.courseWay(), c.see)
	c.hint = kit.NewText(say.get("sequence.hint"), kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Cut})
	c.head = kit.NewStretchRow(12, 1, kit.NewLeast(courseWayWidth, 0, c.way), c.hint)
	body := container.NewStack(container.New(wholeLines{c.rows.Whole}, c.rows), c.diagram.object(), kit.NewColumn(0, c.empty))
	c.stage = container.New(above{gap: 6, head: c.head, body: body}, c.head, body)
	return c
}

// courseWayWidth is the width of the choice between list and diagram, the same in both languages.
const courseWayWidth = 164

// courseWay returns the way that was chosen last. The choice lasts until the program ends.
func (w *Window) courseWay() string {
	if w.course == "" {
		return courseList
	}
	return w.course
}

// see changes the way of showing.
func (c *course) see(way string) {
	c.w.course = way
	c.draw(c.tabs.see())
	c.w.screen.layOut()
	if c.w.presented != nil {
		c.w.presented.layOut()
	}
}

func (c *course) object() fyne.CanvasObject { return c.stage }

// least is the height below which the tab is of no use: three rows of a diagram say little.
func (c *course) least() float32 {
	if c.w.courseWay() == courseDiagram {
		return dp(270)
	}
	return dp(leastUsual)
}

func (c *course) draw(v *desk.View) {
	way := c.w.courseWay()
	c.way.SetSelected(way)
	some, head, hint := len(v.Course) > 0, c.head.Visible(), c.hint.Visible()
	show(c.head, some)
	show(c.hint, way == courseDiagram && c.tabs.offers(tabNetwork))
	if some != head || c.hint.Visible() != hint { // while hidden nothing else lays them out
		settle(c.stage, c.head)
	}
	show(c.empty, !some)
	show(c.rows, some && way == courseList)
	show(c.diagram.object(), some && way == courseDiagram)
	if way == courseDiagram {
		c.diagram.draw(v)
	} else {
		c.drawRows(v)
	}
}

func (c *course) drawRows(v *desk.View) {
	rows := make([]kit.Row, len(v.Course))
	say := c.w.words.on(v.Now)
	for i, moment := range v.Course {
		rows[i] = kit.Row{Lead: say.Time(moment.At), Text: say.say(moment.Text)}
	}
	c.rows.Set(rows)
	if len(rows) > c.last {
		c.rows.ScrollToBottom()
	}
	c.last = len(rows)
}
