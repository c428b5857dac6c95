package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// The ways of seeing the course.
const (
	courseList    = "list"
	courseDiagram = "diagram"
)

// course is what happened: line by line, or as arrows between who takes part.
type course struct {
	w       *Window
	tabs    *tabs // that it is one of
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

// courseWayWidth is how wide the choice between the ways is, so that it stands the same in both
// languages.
const courseWayWidth = 164

// courseWay is the way that was chosen last; it holds until the program ends.
func (w *Window) courseWay() string {
	if w.course == "" {
		return courseList
	}
	return w.course
}

// see changes the way of seeing.
func (c *course) see(way string) {
	c.w.course = way
	c.draw(c.tabs.see())
	c.w.screen.layOut()
	if c.w.presented != nil {
		c.w.presented.layOut()
	}
}

func (c *course) object() fyne.CanvasObject { return c.stage }

// least is the height that the tab needs to be of use: a diagram says little in three rows.
func (c *course) least() float32 {
	if c.w.courseWay() == courseDiagram {
		return 270
	}
	return leastUsual
}

func (c *course) draw(v *desk.View) {
	way := c.w.courseWay()
	c.way.SetSelected(way)
	some, head, hint := len(v.Course) > 0, c.head.Visible(), c.hint.Visible()
	show(c.head, some)
	show(c.hint, way == courseDiagram && c.tabs.offers(tabNetwork))
	if some != head || c.hint.Visible() != hint { // out of sight nobody else lays them out
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
