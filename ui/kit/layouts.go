package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// NewColumn puts objects below each other, each as wide as the column, with a gap in dp between
// them. Unlike Fyne's box it sets each object's width before it asks for the height, so that
// wrapped texts get the lines they need. Spacers (layout.NewSpacer) share the remaining height.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

type column struct{ gap float32 }

func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := currentLook().dp(c.gap)
	needed, spacers, shown := float32(0), 0, 0
	heights := make([]float32, len(objects))
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if isSpacer(o) {
			spacers++
			continue
		}
		heights[i] = heightAt(o, size.Width)
		needed += heights[i]
	}
	needed += gap * float32(max(shown-1, 0))
	y := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		height := heights[i]
		if isSpacer(o) {
			height = max(size.Height-needed, 0) / float32(spacers)
		}
		place(o, 0, y, size.Width, height)
		y += height + gap
	}
}

func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	gap := currentLook().dp(c.gap)
	size, shown := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if isSpacer(o) {
			continue
		}
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
	}
	size.Height += gap * float32(max(shown-1, 0))
	return size
}

// heightAt returns the height that an object needs at a width.
func heightAt(o fyne.CanvasObject, width float32) float32 {
	if o.Size().Width != width {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
	}
	return o.MinSize().Height
}

func isSpacer(o fyne.CanvasObject) bool {
	s, ok := o.(layout.SpacerObject)
	return ok && (s.ExpandVertical() || s.ExpandHorizontal())
}

// NewRow puts objects next to each other, centred vertically, each as wide as it needs. Spacers
// share the remaining width.
func NewRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(row{gap: gap, stretch: -1}, objects...)
}

// NewStretchRow returns a row in which the object at index gets the remaining width. Use it for
// wrapped texts.
func NewStretchRow(gap float32, index int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(row{gap: gap, stretch: index}, objects...)
}

// NewTopRow returns a stretch row with its objects aligned at the top.
func NewTopRow(gap float32, index int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(row{gap: gap, stretch: index, top: true}, objects...)
}

type row struct {
	gap     float32
	stretch int
	top     bool
}

func (r row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := currentLook().dp(r.gap)
	needed, takers, shown := float32(0), 0, 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if i == r.stretch || isSpacer(o) {
			takers++
			continue
		}
		needed += o.MinSize().Width
	}
	needed += gap * float32(max(shown-1, 0))
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		width := o.MinSize().Width
		if i == r.stretch || isSpacer(o) {
			width = max(size.Width-needed, 0) / float32(takers)
		}
		height := heightAt(o, width)
		y := float32(0)
		if !r.top {
			y = (size.Height - height) / 2
		}
		place(o, x, y, width, height)
		x += width + gap
	}
}

func (r row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	gap := currentLook().dp(r.gap)
	size, shown := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		least := o.MinSize()
		if isSpacer(o) {
			least = fyne.Size{}
		}
		size.Width += least.Width
		size.Height = max(size.Height, least.Height)
	}
	size.Width += gap * float32(max(shown-1, 0))
	return size
}

// NewLeadingRow returns a row, aligned at the top, whose first object is as wide as likes says, or
// as the others leave room for. Extra width stays empty at the end.
func NewLeadingRow(gap float32, likes func() float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(leadingRow{row{gap: gap, top: true}, likes}, objects...)
}

type leadingRow struct {
	row
	likes func() float32
}

func (l leadingRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	others := max(l.MinSize(objects).Width, 0)
	if len(objects) > 0 {
		others -= objects[0].MinSize().Width
	}
	l.row.Layout(objects, fyne.NewSize(min(size.Width, others+l.likes()), size.Height))
}

// NewInset adds space around an object, in dp.
func NewInset(top, right, bottom, left float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(inset{top, right, bottom, left}, object)
}

type inset struct{ top, right, bottom, left float32 }

func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l := currentLook()
	for _, o := range objects {
		place(o, l.dp(i.left), l.dp(i.top), max(size.Width-l.dp(i.left+i.right), 0), max(size.Height-l.dp(i.top+i.bottom), 0))
	}
}

func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	l := currentLook()
	size := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size.AddWidthHeight(l.dp(i.left+i.right), l.dp(i.top+i.bottom))
}

// NewLeast gives an object a minimum size, in dp; zero keeps its own.
func NewLeast(width, height float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(least{width, height}, object)
}

type least struct{ width, height float32 }

func (least) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

func (l least) MinSize(objects []fyne.CanvasObject) fyne.Size {
	now := currentLook()
	size := fyne.NewSize(now.dp(l.width), now.dp(l.height))
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}
