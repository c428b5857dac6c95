package ui_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const pictureOfTheHouse = "../.github/house.svg"

// TestHousePicture compares the picture with the plan. After a change of the plan, write it with go
// test ./ui -run TestHousePicture -args -- -goldens
func TestHousePicture(t *testing.T) {
	drawn := drawHouse(plan())
	if slices.Contains(flag.Args(), "-goldens") {
		if err := os.WriteFile(pictureOfTheHouse, []byte(drawn), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(pictureOfTheHouse)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(kept), "\r\n", "\n") != drawn {
		t.Error("the picture of the house isn't that of the plan; write it with: go test ./ui -run TestHousePicture -args -- -goldens")
	}
}

// The measures of the picture. The rooms go down a staircase, each a step to the right of the one
// above. So nothing ever lies to the right of a room or above its right end, and an arrow that runs
// right and then down meets no room on its way.
const (
	pictureEdge  = 24 // around the house
	pictureRoof  = 96
	roomWidth    = 156
	roomHeight   = 30
	stepRight    = 38
	stepDown     = 42
	arrowFromEnd = 20 // an arrow ends so far from the right end of the room that it leads to
	arrowBend    = 8
)

// drawHouse draws the plan as SVG, in light or dark as the reader's system is.
func drawHouse(plan []planned) string {
	plan = slices.DeleteFunc(plan, func(p planned) bool { return p.forTests })
	left, top := pictureEdge+24, pictureEdge+pictureRoof+24
	place := func(i int) (x, y int) { return left + i*stepRight, top + i*stepDown }
	lastX, lastY := place(len(plan) - 1)
	right, floor := lastX+roomWidth+24, lastY+roomHeight+24
	width, height := right+pictureEdge, floor+pictureEdge

	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="The packages of Ringback and what each imports">`, width, height)
	line(`<!-- Written by TestHousePicture in ui. Change the plan there, not this file. -->`)
	b.WriteString(pictureStyle)
	line(`<rect class="ground" width="%d" height="%d" rx="12"/>`, width, height)
	line(`<path class="house" d="M%d %dL%d %dL%d %dM%d %dV%dH%dV%d"/>`,
		pictureEdge-8, pictureEdge+pictureRoof, width/2, pictureEdge, width-pictureEdge+8, pictureEdge+pictureRoof,
		pictureEdge, pictureEdge+pictureRoof-6, floor, right, pictureEdge+pictureRoof-6)
	line(`<text class="main" x="%d" y="%d">main</text>`, width/2, pictureEdge+56)
	line(`<text class="note middle" x="%d" y="%d">imports every room</text>`, width/2, pictureEdge+78)

	for i, from := range plan {
		x, y := place(i)
		for j, to := range plan {
			if slices.Contains(from.imports, to.name) {
				toX, toY := place(j)
				end := toX + roomWidth - arrowFromEnd
				line(`<path class="arrow" d="M%d %dH%dq%d 0 %d %dV%d"/>`,
					x+roomWidth, y+roomHeight/2, end-arrowBend, arrowBend, arrowBend, arrowBend, toY-6)
				line(`<path class="head" d="M%d %dl-4 -8h8z"/>`, end, toY-1)
			}
		}
	}
	for i, room := range plan {
		x, y := place(i)
		group, _, _ := strings.Cut(room.name, "/")
		line(`<rect class="room %s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, group, x, y, roomWidth, roomHeight)
		dir, base := path.Split(room.name)
		line(`<text class="name" x="%d" y="%d"><tspan class="dir">%s</tspan>%s</text>`, x+12, y+20, dir, base)
	}
	for i, note := range []string{
		"An arrow leads from a package", "to one that it imports.", "Arrows only lead down.", "A test refuses every other.",
	} {
		line(`<text class="note" x="%d" y="%d">%s</text>`, left, floor-24-20*(3-i), note)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

const pictureStyle = `<style>
.ground{fill:#F7F8FA}
.house{fill:none;stroke:#7F8998;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.arrow{fill:none;stroke:#7F8998;stroke-width:1.5}
.head{fill:#7F8998}
.room{stroke-width:1}
.ui{fill:#E3EAF0;stroke:#3D5468}
.ciba{fill:#F0E9FA;stroke:#6436A0}
.storage{fill:#FFF4DC;stroke:#8A5A00}
.assets{fill:#ECEFF3;stroke:#4B5563}
text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#17202B}
.name{font-size:15px}
.dir,.note{fill:#566273}
.note{font-size:14px}
.main{font-size:20px;font-weight:600;text-anchor:middle}
.middle{text-anchor:middle}
@media (prefers-color-scheme:dark){
.ground{fill:#14181F}
.house,.arrow{stroke:#6B7787}
.head{fill:#6B7787}
.ui{fill:#2A3947;stroke:#B4C7D8}
.ciba{fill:#32254A;stroke:#C7A6F5}
.storage{fill:#3A2E14;stroke:#F2BE5C}
.assets{fill:#2A323D;stroke:#B6C0CC}
text{fill:#E9EDF2}
.dir,.note{fill:#9AA7B8}
}
</style>
`
