/** The folder that Astro reads content from, relative to the project: content/ itself, or the part of it that a build was asked for. */
export const contentRoot = process.env['RONGJI_CONTENT'] ?? 'content';
