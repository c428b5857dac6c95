package ui

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// A picture in a film has up to so many colours. Those that cover most of it stay as they are: the
// grounds, the inks, and the strokes of large letters. What is left are the edges of letters, of
// which similar ones become the same. Nothing is dithered, so that texts stay sharp.
const (
	filmColors = 256
	exactOnes  = 160
)

// counted is a colour, and how many pixels have it.
type counted struct {
	color.RGBA
	pixels int
}

// fewerColors returns a part of a picture in as many colours as a film's frame can have.
func fewerColors(picture *image.RGBA, part image.Rectangle) *image.Paletted {
	all := colorsIn(picture, part)
	exact := len(all)
	if exact > filmColors {
		exact = exactOnes
	}
	var palette color.Palette
	index := make(map[color.RGBA]uint8, len(all))
	for i, one := range all[:exact] {
		index[one.RGBA] = uint8(i)
		palette = append(palette, one.RGBA)
	}
	for _, alike := range similar(all[exact:], filmColors-exact) {
		for _, one := range alike {
			index[one.RGBA] = uint8(len(palette))
		}
		palette = append(palette, mean(alike))
	}
	out := image.NewPaletted(part, palette)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			out.SetColorIndex(x, y, index[picture.RGBAAt(x, y)])
		}
	}
	return out
}

// colorsIn returns the colours of a part of a picture, those of the most pixels first.
func colorsIn(picture *image.RGBA, part image.Rectangle) []counted {
	pixels := make(map[color.RGBA]int)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pixels[picture.RGBAAt(x, y)]++
		}
	}
	all := make([]counted, 0, len(pixels))
	for one, n := range pixels {
		all = append(all, counted{one, n})
	}
	slices.SortFunc(all, func(a, b counted) int {
		return cmp.Or(b.pixels-a.pixels, int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	return all
}

// similar divides colours into as many groups as there may be: again and again the group of the
// widest range is cut in the middle of it.
func similar(all []counted, groups int) [][]counted {
	if len(all) == 0 {
		return nil
	}
	boxes := [][]counted{all}
	for len(boxes) < groups {
		widest, at := 0, 0
		for i, box := range boxes {
			if _, by := widestOf(box); by > widest {
				widest, at = by, i
			}
		}
		if widest == 0 {
			break // each has a group of its own
		}
		channel, _ := widestOf(boxes[at])
		box := boxes[at]
		slices.SortStableFunc(box, func(a, b counted) int { return channel(a) - channel(b) })
		middle := (channel(box[0]) + channel(box[len(box)-1]) + 1) / 2
		cut := slices.IndexFunc(box, func(one counted) bool { return channel(one) >= middle })
		boxes[at] = box[:cut]
		boxes = append(boxes, box[cut:])
	}
	return boxes
}

// widestOf returns the part of a colour in which a group differs most, and by how much.
func widestOf(box []counted) (channel func(counted) int, by int) {
	for _, of := range []func(counted) int{
		func(one counted) int { return int(one.G) }, func(one counted) int { return int(one.R) }, func(one counted) int { return int(one.B) },
	} {
		least, most := of(box[0]), of(box[0])
		for _, one := range box[1:] {
			least, most = min(least, of(one)), max(most, of(one))
		}
		if channel == nil || most-least > by {
			channel, by = of, most-least
		}
	}
	return channel, by
}

// mean returns the colour between those of a group, where the one of most pixels weighs most.
func mean(alike []counted) color.RGBA {
	var r, g, b, whole int
	for _, one := range alike {
		r, g, b = r+int(one.R)*one.pixels, g+int(one.G)*one.pixels, b+int(one.B)*one.pixels
		whole += one.pixels
	}
	half := whole / 2
	return color.RGBA{R: uint8((r + half) / whole), G: uint8((g + half) / whole), B: uint8((b + half) / whole), A: 255}
}
