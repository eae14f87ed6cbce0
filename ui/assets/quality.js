// The last evaluation, and every question of it.
"use strict";
