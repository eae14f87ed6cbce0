// The table of articles, and what may be done to them.
"use strict";
