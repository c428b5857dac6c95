package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// ScrollPages scrolls by pages, up if negative, for content in which nothing can have the focus. A
// page is most of the visible height.
func ScrollPages(s *container.Scroll, pages float32) {
	const page = 0.8
	scrollAt(s, s.Offset.Y+page*pages*s.Size().Height)
}

// scrollTo scrolls a part of the content into view, and no further than that.
func scrollTo(s *container.Scroll, from, to float32) {
	scrollAt(s, max(min(s.Offset.Y, from), to-s.Size().Height))
}

// scrollAt scrolls so that a height of the content is at the top, as far as there is content below.
func scrollAt(s *container.Scroll, y float32) {
	rest := max(s.Content.MinSize().Height-s.Size().Height, 0)
	s.ScrollToOffset(fyne.NewPos(0, min(max(y, 0), rest)))
}
