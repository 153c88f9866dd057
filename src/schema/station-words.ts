/** The kinds and levels of stations, in the words of the sheets. Apart from the schema, so that the finder need not load a validator. */
export const stationKinds = ['服务中心', '服务站', '专门设施'] as const;
export const stationLevels = ['市', '县', '乡', '村'] as const;
